import type { Engine, ImageSummary } from '../../api/engine.ts';
import type { QbtcError } from '../../api/errors.ts';
import { parseImage } from '../../api/image.ts';
import type { ImageInspected, PullLine } from './answers.ts';
import type { EngineApi } from './api.ts';
import { coded, unless } from './errors.ts';
import { jsonLines } from './json-lines.ts';
import { pullFailure } from './pull-failure.ts';
import { PullMeter } from './pull-meter.ts';

export function imageCalls(api: EngineApi): Pick<Engine, 'image' | 'pull'> {
  return {
    image: (reference, signal) => find(api, reference, signal),
    async pull(image, credentials, progress, signal) {
      const { name, tag, digest } = parseImage(image);
      const query = { fromImage: name, tag: digest ?? tag ?? 'latest' };
      const task = `pull the image ${image}`;
      const meter = new PullMeter(progress);
      const request = { task, method: 'POST', path: '/images/create', query, long: true } as const;
      const refused = (words: string): QbtcError => pullFailure(image, words);
      const response = await api.open({ ...request, refused, ...(credentials && { credentials }) }, signal);
      for await (const line of jsonLines<PullLine>(api.chunks(response, signal))) {
        const failure = line.errorDetail?.message ?? line.error;
        if (failure !== undefined) throw refused(failure);
        meter.read(line);
      }
      const pulled = digest === undefined ? `${name}:${tag ?? 'latest'}` : `${name}@${digest}`;
      if (!(await find(api, pulled, signal))) throw refused('the engine says nothing is wrong, but has no such image');
      meter.finish();
    },
  };
}

async function find(api: EngineApi, image: string, signal: AbortSignal): Promise<ImageSummary | undefined> {
  const look = { task: `look at the image ${image}`, method: 'GET', path: `/images/${image}/json` } as const;
  const found = await unless(coded('ImageMissing'), () => api.json<ImageInspected>(look, signal));
  if (!found) return undefined;
  const volumes = Object.keys(found.Config?.Volumes ?? {});
  return { id: found.Id, tags: named(found.RepoTags), digests: named(found.RepoDigests), volumes };
}

/** An image without a name has `<none>` for one. */
const named = (references: readonly string[] | null): string[] =>
  (references ?? []).filter((reference) => !reference.startsWith('<none>'));
