import { errnoOf, messageOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import type { Login } from './login.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

export interface PostgresRequest extends Login {
  readonly database: string;
}

/** Succeeds when the server answers `SELECT 1` in the database. */
export async function probePostgres(address: Address, request: PostgresRequest, signal: AbortSignal): Promise<void> {
  const { default: pg } = await import('pg');
  if (signal.aborted) return;
  const { username, password = '', database } = request;
  const client = new pg.Client({
    ...address,
    user: username,
    // A function, since an empty string would be replaced by what PGPASSWORD or ~/.pgpass of the controller says.
    password: () => password,
    database,
    ssl: false,
    options: '',
    application_name: 'qbtc-probe',
  });
  const abort = (): void => {
    client.connection.stream.destroy();
  };
  client.on('error', () => undefined);
  signal.addEventListener('abort', abort);
  try {
    await client.connect();
    await client.query('SELECT 1');
    await client.end();
  } catch (error) {
    throw new ProbeFailure(postgresFailure(error, password));
  } finally {
    signal.removeEventListener('abort', abort);
    abort();
  }
}

/** By SQLSTATE (PostgreSQL, appendix A "Error Codes"). */
function postgresFailure(error: unknown, password: string): string {
  switch (errnoOf(error)) {
    case '28P01':
    case '28000':
      return 'the server refuses the user name or password';
    case '3D000':
      return 'the database does not exist';
    case '42501':
      return 'the user may not connect to the database';
    case '53300':
      return 'the server has no connection left';
    case '57P03':
      return 'the server is starting up or shutting down';
    default:
  }
  if (password === '' && /password/i.test(messageOf(error))) {
    return 'the server asks for a password that the probe does not give';
  }
  return socketFailure(error) ?? 'the answer is not that of a PostgreSQL server';
}
