import type { QueueReading, RabbitmqReading } from '../../api/monitoring.ts';
import { isRecord } from '../../api/records.ts';

/** Queues that are told of; a broker with more has its busiest told. */
const TOLD = 1000;

/** Reads the queues of a broker and how many are connected; rejects with why that fails, in words. */
export async function readRabbitmq(ask: (path: string) => Promise<unknown>): Promise<RabbitmqReading> {
  const [overview, queues] = await Promise.all([
    ask('/api/overview'),
    ask('/api/queues?disable_stats=false&columns=name,messages,consumers'),
  ]);
  const totals = isRecord(overview) && isRecord(overview.object_totals) ? overview.object_totals : {};
  const all = (Array.isArray(queues) ? (queues as unknown[]) : [])
    .filter(isRecord)
    .map(({ name, messages, consumers }): QueueReading => ({
      name: String(name),
      messages: Number(messages ?? 0),
      consumers: Number(consumers ?? 0),
    }));
  const busiest = all.sort((a, b) => b.messages - a.messages || (a.name < b.name ? -1 : 1)).slice(0, TOLD);
  return { connections: Number(totals.connections ?? 0), queues: busiest };
}
