import { stackUid } from '../../controller/state/installation.ts';

export const STATE = '/state';
export const BUILD = 'simulated';
/** Planted where a user would put a secret; must turn up nowhere else (I22). */
export const SECRET = 'planted-s3cret';
export const INSTALLATION = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00'.repeat(32) };

export const uidOf = (name: string): string => stackUid(INSTALLATION, 'default', name);
export const keyOf = (name: string): string => `default/${name}`;
