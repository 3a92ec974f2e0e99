import { Composer, CST, type Document, isScalar, Lexer, Parser } from 'yaml';

/** What is refused before any work is done with it. The largest real stacks stay far below. */
export const LIMITS = {
  /** Bytes of one file. */
  bytes: 1_000_000,
  /** Levels of nesting. */
  depth: 100,
  /** Documents in one file. */
  documents: 1_000,
  /** Lexical tokens; a file of the largest size that people write has a third of a million. */
  tokens: 400_000,
  aliases: 20_000,
  directives: 20,
  /** Syntax errors after which the rest of the file is not read. */
  errors: 20,
} as const;

interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedFile {
  readonly documents: readonly Document.Parsed[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Parses YAML 1.2 into documents. It reads token by token, so that a text made to exhaust the machine (deep nesting, endless
 * lists of aliases, thousands of documents) is refused after its first excess and not after the work.
 */
export function parseDocuments(text: string): ParsedFile {
  if (Buffer.byteLength(text) > LIMITS.bytes) {
    return refused(0, `the file is larger than ${LIMITS.bytes / 1_000_000} MB`);
  }
  const parser = new Parser();
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent', schema: 'core' });
  const guard = new Guard();
  const documents: Document.Parsed[] = [];
  const compose = function* (tokens: Iterable<CST.Token>): Generator<Document.Parsed> {
    for (const token of tokens) {
      guard.countToken(token.type);
      yield* composer.next(token);
    }
  };

  for (const lexeme of new Lexer().lex(text)) {
    documents.push(...compose(parser.next(lexeme)));
    const excess = guard.excess(lexeme, parser.stack.length, documents.length);
    if (excess !== undefined) return refused(parser.offset, excess);
  }
  documents.push(...compose(parser.end()), ...composer.end());
  return { documents: documents.filter(isFilled), problems: problemsOf(documents, text) };
}

const refused = (offset: number, message: string): ParsedFile => ({ documents: [], problems: [{ offset, message }] });

/** Counts what must not grow without bound. */
class Guard {
  #tokens = 0;
  #aliases = 0;
  #directives = 0;
  #errors = 0;
  #previous: string | null = null;

  countToken(type: string): void {
    if (type === 'error') this.#errors += 1;
    if (type === 'directive') this.#directives += 1;
  }

  /** What is too much by now; undefined while all is well. */
  excess(lexeme: string, depth: number, documents: number): string | undefined {
    const type = CST.tokenType(lexeme);
    this.#tokens += 1;
    if (type === 'alias') this.#aliases += 1;
    if (type !== 'space' && type !== 'newline' && type !== 'comment') {
      if (type === this.#previous && type !== null && NEVER_TWICE.has(type)) this.#errors += 1;
      this.#previous = type;
    }
    if (depth > LIMITS.depth) return `it is nested more than ${LIMITS.depth} levels deep`;
    if (documents > LIMITS.documents) return `the file has more than ${LIMITS.documents} documents`;
    if (this.#tokens > LIMITS.tokens) return `the file has more than ${LIMITS.tokens} tokens`;
    if (this.#aliases > LIMITS.aliases) return `the file has more than ${LIMITS.aliases} aliases`;
    if (this.#directives > LIMITS.directives) return `the file has more than ${LIMITS.directives} directives`;
    if (this.#errors > LIMITS.errors) return 'this is not YAML: too many syntax errors';
    return undefined;
  }
}

/** Tokens of which two in a row are an error that the parser reports only after it has built everything. */
const NEVER_TWICE = new Set(['anchor', 'tag', 'alias', 'comma']);

function problemsOf(documents: readonly Document.Parsed[], text: string): SyntaxProblem[] {
  return documents.flatMap(({ errors, warnings }) =>
    [...errors, ...warnings].slice(0, LIMITS.errors).map(({ pos: [offset], message }) => {
      const [reason = 'a syntax error'] = message.split('\n', 1);
      const unquoted = /[[{].*\$\{/.test(lineAt(text, offset));
      return { offset, message: unquoted ? `${reason}; within [] and {} a \${VARIABLE} needs quotes` : reason };
    }),
  );
}

/** Whether there is more between two separators than comments. */
const isFilled = ({ contents, errors }: Document.Parsed): boolean =>
  errors.length > 0 || (contents !== null && !(isScalar(contents) && contents.source === ''));

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}
