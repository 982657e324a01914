/** What the log keeps of an error. */
export interface SafeError {
  readonly name: string;
  readonly code?: string;
  /** Only of errors whose text cannot hold data of a request. */
  readonly message?: string;
  readonly frames: readonly string[];
  readonly cause?: SafeError;
}

// The texts of these are made by the runtime from names in the program. A SyntaxError is not among them: it quotes input.
const plain = new Set(['TypeError', 'ReferenceError', 'RangeError', 'StoreUnavailable', 'WrongExpectedRevision']);

/**
 * An error without what a person may have typed: its name, code and place in the program. Texts are left out unless
 * they come from the operating system or from the program alone, because drivers and parsers quote values in them.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: `thrown ${error === null ? 'null' : typeof error}`, frames: [] };
  const { code, syscall } = error as NodeJS.ErrnoException;
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(syscall !== undefined || plain.has(error.name) ? { message: withoutData(error.message) } : {}),
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 20)
      .map((line) => line.trim()),
    ...(error.cause === undefined || depth >= 5 ? {} : { cause: safeError(error.cause, depth + 1) }),
  };
}

/** Masks what could be a name (Han characters) or an identifier (long runs with digits) in a text. */
function withoutData(text: string): string {
  return text
    .slice(0, 500)
    .replace(/\p{Script=Han}+/gu, '▒')
    .replace(/(?<![\w-])(?=[\w-]*\d)\w{8,}(?![\w-])/g, '▒');
}
