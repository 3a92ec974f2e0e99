import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireComponent } from './components.ts';

/** Makes an authority and, issued by it, a certificate for 127.0.0.1 that serves both sides: `ca.pem`, `cert.pem` and `key.pem`, valid for a day. */
export function makeCertificates(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const path = (name: string): string => join(folder, name);
  const issue = (name: string, key: string, ...further: string[]): void => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    const files = ['-keyout', path(key), '-out', path(name)];
    const args = ['req', '-x509', ...curve, ...files, '-subj', `/CN=${name}`, ...further];
    execFileSync(requireComponent('openssl'), args, { stdio: 'ignore' });
  };
  issue('ca.pem', 'ca-key.pem');
  const issuer = ['-CA', path('ca.pem'), '-CAkey', path('ca-key.pem')];
  const extensions = ['basicConstraints=CA:FALSE', 'subjectAltName=IP:127.0.0.1'].flatMap((it) => ['-addext', it]);
  issue('cert.pem', 'key.pem', ...issuer, ...extensions);
}
