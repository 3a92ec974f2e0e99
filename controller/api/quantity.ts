const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Bytes of a quantity like `256Mi`, `1.5G` or `1000`, rounded up as Kubernetes does it; NaN for what is none. */
export function bytesOf(quantity: string): number {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)(k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(quantity) ?? [];
  return amount === undefined ? Number.NaN : Math.ceil(Number(amount) * (FACTORS[suffix] ?? 1));
}
