import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEngine } from '../../controller/platform/docker/engine.ts';
import { makeCertificates } from '../support/certificates.ts';
import { startEngine, type PrivateEngine } from '../support/docker.ts';
import { freePort } from '../support/ports.ts';
import { temporaryFolder } from '../support/real-server.ts';
import { describeWithEngine } from '../support/suites.ts';

const within = (): AbortSignal => AbortSignal.timeout(30_000);

await describeWithEngine(
  'private',
  'an engine that is reached by TCP with TLS',
  () => {
    let real: PrivateEngine;
    let folder: string;
    let port: number;
    beforeAll(async () => {
      folder = await temporaryFolder('certificates');
      for (const name of ['engine', 'stranger']) makeCertificates(join(folder, name));
      port = await freePort();
      const file = (name: string): string => join(folder, 'engine', name);
      const tls = ['--tlscacert', file('ca.pem'), '--tlscert', file('cert.pem'), '--tlskey', file('key.pem')];
      real = await startEngine(['--host', `tcp://127.0.0.1:${port}`, '--tlsverify', ...tls]);
    });
    afterAll(async () => {
      await real[Symbol.asyncDispose]();
    });

    const engineWith = (environment: Record<string, string>) =>
      createEngine({ environment: { DOCKER_HOST: `tcp://127.0.0.1:${port}`, ...environment } });

    it('answers whoever has a certificate of its authority, as the docker command is told to', async () => {
      const engine = engineWith({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(folder, 'engine') });
      expect(await engine.containers(within())).toEqual([]);
      expect(await engine.info(within())).toMatchObject({ apiVersion: expect.stringMatching(/^1\.\d+$/) });
    });

    it('is not trusted with a certificate of another authority, nor trusts one', async () => {
      const stranger = engineWith({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(folder, 'stranger') });
      await expect(stranger.containers(within())).rejects.toMatchObject({
        code: 'EngineUnreachable',
        message: expect.stringMatching(/certificate/),
      });
    });

    it('says which certificates are missing', async () => {
      const engine = engineWith({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(folder, 'nowhere') });
      await expect(engine.containers(within())).rejects.toMatchObject({
        code: 'EngineUnreachable',
        message: expect.stringContaining(join(folder, 'nowhere', 'ca.pem')),
        mend: expect.stringContaining('DOCKER_CERT_PATH'),
      });
    });

    it('says so to whoever does without', async () => {
      await expect(engineWith({}).containers(within())).rejects.toMatchObject({
        message: `what answers at tcp://127.0.0.1:${port} wants TLS`,
        mend: 'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.',
      });
    });
  },
  ['openssl'],
);
