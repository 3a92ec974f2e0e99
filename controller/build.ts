/** Set by the bundler; absent when the sources run directly, as in tests. */
declare const QBTC_BUILD: string | undefined;

/** Version and content hash of this build: two programs of the same build are interchangeable. */
export const BUILD: string = typeof QBTC_BUILD === 'string' ? QBTC_BUILD : '0.0.0-source';
