/** Bytes of a frame's header: the stream (0 stdin, 1 stdout, 2 stderr), three zeros, the length (big endian). */
const HEADER = 8;

export interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/**
 * Cuts what the engine sends for a container without a terminal into its frames
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach). A frame is given in as many
 * pieces as it came in, so that its length costs no memory.
 */
export class FrameSplitter {
  #header: Uint8Array = new Uint8Array();
  #stream: Frame['stream'] = 'stdout';
  #left = 0;

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let rest = chunk; rest.length > 0;) {
      if (this.#left > 0) {
        const bytes = rest.subarray(0, this.#left);
        frames.push({ stream: this.#stream, bytes });
        this.#left -= bytes.length;
        rest = rest.subarray(bytes.length);
      } else {
        const missing = HEADER - this.#header.length;
        const header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < HEADER) {
          this.#header = header;
        } else {
          this.#header = new Uint8Array();
          this.#stream = header[0] === 2 ? 'stderr' : 'stdout';
          this.#left = header.readUInt32BE(4);
        }
      }
    }
    return frames;
  }
}
