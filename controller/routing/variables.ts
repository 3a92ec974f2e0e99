/** Gives the value of an nginx variable (`remote_addr`, `http_x_in`, …) of the request at hand; undefined when there is none. */
export type LookUpVariable = (name: string) => string | undefined;

/** Fills `$name`, `${name}` and `$1` in, as APISIX does in header values and redirect locations: what is unknown becomes empty. */
export const expandVariables = (text: string, lookUp: LookUpVariable): string =>
  text.includes('$')
    ? text.replace(/\\?\$(?:\{(\w+)\}|(\w+))/g, (whole, braced: string | undefined, bare: string | undefined) =>
        whole.startsWith('\\') ? whole.slice(1) : (lookUp(braced ?? bare ?? '') ?? ''),
      )
    : text;
