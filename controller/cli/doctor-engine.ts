import { groupBy } from '../api/collections.ts';
import type { ContainerSummary } from '../api/container.ts';
import { adviceOf } from '../api/errors.ts';
import { LABELS } from '../api/labels.ts';
import { machine } from '../wire.ts';
import type { Finding } from './doctor.ts';

/** How long the engine may take to answer, in milliseconds. */
const PATIENCE = 3000;

/**
 * Whether the container engine answers, and what in it belongs to other installations.
 *
 * @param own the installation's id, undefined when there is none yet
 * @param isNeeded some accepted stack has containers
 */
export async function engineFindings(
  directory: string,
  own: string | undefined,
  isNeeded: boolean,
): Promise<Finding[]> {
  const check = 'docker';
  const engine = machine(directory).connectEngine(undefined);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const { version, apiVersion } = await engine.info(signal);
    const message = `Docker ${version} (API ${apiVersion}) at ${engine.endpoint}`;
    const others = (await engine.containers(signal)).filter(({ labels }) =>
      isForeign(labels[LABELS.installation], own),
    );
    return [{ check, level: 'ok', message, mend: '' }, ...foreignFindings(others)];
  } catch (error) {
    const message = `services with \`docker:\` cannot run: ${adviceOf(error)}`;
    return [{ check, level: isNeeded ? 'error' : 'ok', message, mend: '' }];
  }
}

const isForeign = (installation: string | undefined, own: string | undefined): boolean =>
  installation !== undefined && installation !== own;

function foreignFindings(containers: readonly ContainerSummary[]): Finding[] {
  const groups = groupBy(containers, ({ labels }) => labels[LABELS.installation] ?? '');
  return [...groups].map(([installation, members]) => {
    const stacks = new Set(members.map(({ labels }) => `${labels[LABELS.namespace]}/${labels[LABELS.stack]}`));
    const names = members.map(({ name }) => name).join(' ');
    return {
      check: 'containers',
      level: 'warning',
      message: `installation ${installation}: ${members.length} container${members.length === 1 ? '' : 's'} of ${[...stacks].join(', ')}; this state directory does not know them.`,
      mend: `If nobody wants them: docker rm -f ${names}`,
    };
  });
}
