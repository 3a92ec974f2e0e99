import type { ContainerRequest } from '../../api/container-request.ts';
import { QbtcError } from '../../api/errors.ts';
import { exposesEngine } from '../../api/host-paths.ts';

/** Where a path of this host leads once its symbolic links are followed; the path itself where nothing is there. */
export type RealPath = (path: string) => Promise<string>;

const UNIX = 'unix://';

/**
 * A folder or link that leads to an engine's socket gives the same power as the socket itself, which the configuration decides about by
 * its path: so it has to be named by that.
 *
 * @param endpoint of the engine that is to mount them
 * @throws QbtcError `NotAllowed`
 */
export async function checkBindSources(
  { HostConfig: { Mounts } }: ContainerRequest,
  endpoint: string,
  realPath: RealPath,
): Promise<void> {
  // Those of another host are not to be seen from here.
  if (!endpoint.startsWith(UNIX)) return;
  const socket = await realPath(endpoint.slice(UNIX.length));
  for (const { Type, Source } of Mounts) {
    if (Type !== 'bind' || exposesEngine(Source, [])) continue;
    const place = await realPath(Source);
    if (!exposesEngine(place, [socket])) continue;
    const where = place === Source ? '' : ` leads to ${place}, which`;
    throw new QbtcError(`hostPath ${Source}${where} is or contains the socket of a container engine`, {
      code: 'NotAllowed',
      mend: `Name the socket itself (${socket}); the operator's configuration decides about that (\`dockerSocket\`).`,
      disposition: 'terminal',
    });
  }
}
