import type { Files } from '../../api/files.ts';
import type { DataPlane, Gateway, GatewayAccess } from '../../api/gateway.ts';
import type { AdminApi } from '../../platform/apisix/admin-client.ts';
import { createAdminGateway } from './admin.ts';
import { createStandaloneApi } from './standalone-api.ts';
import { createStandaloneFile } from './standalone-file.ts';
import { createWholeGateway } from './whole.ts';

/** An APISIX in whichever way it takes its configuration. */
export function createGateway(api: AdminApi, files: Files, dataPlane: DataPlane): Gateway {
  const modes: Readonly<Record<GatewayAccess['mode'], Gateway>> = {
    Admin: createAdminGateway(api, dataPlane),
    StandaloneApi: createWholeGateway(createStandaloneApi(api), dataPlane),
    StandaloneFile: createWholeGateway(createStandaloneFile(files), dataPlane),
  };
  return {
    observe: (access, signal) => modes[access.mode].observe(access, signal),
    put: (access, object, signal) => modes[access.mode].put(access, object, signal),
    change: (access, object, next, signal) => modes[access.mode].change(access, object, next, signal),
    ...dataPlane,
  };
}
