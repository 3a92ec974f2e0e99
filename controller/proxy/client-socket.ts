import type { Socket } from 'node:net';
import type { Front } from './front.ts';
import { LIMITS } from './limits.ts';

/** Who is told what happens on a client's connection. */
export interface ClientSocketUser {
  data(data: Buffer): void;
  /** What was written has left. */
  drained(): void;
  /** The client closed its side. */
  left(): void;
  /** The connection is gone. */
  closed(): void;
  /** One of the above threw: a defect of the proxy. */
  defect(error: unknown): void;
}

/** The socket of a client: its listeners, fixed for its whole life, and its end. */
export class ClientSocket {
  readonly socket: Socket;
  readonly #front: Front;
  readonly #user: ClientSocketUser;
  /** When the client has had its time to read what was written last; 0 as long as nothing ends. */
  #deadline = 0;

  constructor(socket: Socket, front: Front, user: ClientSocketUser) {
    this.socket = socket;
    this.#front = front;
    this.#user = user;
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  readonly #onData = (data: Buffer): void => {
    if (this.#deadline !== 0) return;
    this.contain(() => {
      this.#user.data(data);
    });
  };

  readonly #onDrain = (): void => {
    this.contain(() => {
      this.#user.drained();
    });
  };

  readonly #onEnd = (): void => {
    this.#user.left();
  };

  readonly #onError = (): void => undefined;

  readonly #onClose = (): void => {
    this.#user.closed();
  };

  /** A defect of the proxy ends the connection that meets it, and no other. */
  contain(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#user.defect(error);
    }
  }

  /** Ends the connection after what was written. What still comes is read and thrown away, so that the answer is not lost to a reset. */
  close(last?: string): void {
    this.#deadline = this.#front.now + LIMITS.writeTime;
    this.socket.once('finish', () => {
      this.#deadline = this.#front.now + LIMITS.lingerTime;
    });
    if (last === undefined) this.socket.end();
    else this.socket.end(last, 'latin1');
    this.socket.resume();
  }

  /** Cuts a client that is still there although its connection was closed. */
  tick(now: number): void {
    if (this.#deadline !== 0 && now >= this.#deadline) this.socket.destroy();
  }

  /** Lets `heir` have the socket, which is never without a listener for errors. */
  handOver(heir: (socket: Socket) => void): void {
    const { socket } = this;
    socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd).off('close', this.#onClose);
    heir(socket);
    socket.off('error', this.#onError);
  }
}
