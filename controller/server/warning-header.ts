/** The most that the header takes, in bytes: clients refuse answers with large heads (Node beyond 16 KiB). */
const LIMIT = 4096;

/**
 * Warnings as the value of a `Warning` header, as Kubernetes answers them: code 299, no agent, a quoted text (RFC 7234 §5.5). What is
 * no printable ASCII becomes `?`; of very many warnings the last ones are only counted.
 */
export function warningHeader(warnings: readonly string[]): string {
  const values: string[] = [];
  let size = 0;
  for (const [index, warning] of warnings.entries()) {
    const value = quoted(warning);
    size += value.length + 2;
    if (size > LIMIT) return [...values, quoted(`and ${warnings.length - index} more`)].join(', ');
    values.push(value);
  }
  return values.join(', ');
}

const quoted = (text: string): string => `299 - "${text.replace(/[^\u0020-\u007e]/g, '?').replace(/["\\]/g, '\\$&')}"`;
