/** What PCRE, the dialect of APISIX, reads in another way than JavaScript, or does not know without saying so. */
const OTHERWISE = /\\[QEAzZGhHRKXCNOoUlLgG]|\\x\{|\\[pP]\{|\[\[:|\(\?[^:=!<]|\(\?<[^=!a-zA-Z_]|[*+?}]\+/;
/** Options for all that follows, which JavaScript knows as flags; only of plain letters it is clear what the same in another case is. */
const OPTIONS = /^\(\?([ims]+)\)(?=[\0-\x7f]*$)/;

/**
 * An expression of PCRE, for text of one character a byte. Throws for what JavaScript would read otherwise: a list that matches something else
 * is worse than none.
 */
export function pcre(source: string, flags = ''): RegExp {
  const [prefix = '', options = ''] = OPTIONS.exec(source) ?? [];
  const pattern = source.slice(prefix.length);
  if (OTHERWISE.test(pattern)) throw new SyntaxError(`${source} means something else here`);
  return new RegExp(Buffer.from(pattern, 'utf8').toString('latin1'), [...new Set(flags + options)].join(''));
}
