import { posix } from 'node:path';

/** An absolute path without `.`, `..`, doubled slashes and one at its end. Symbolic links are not followed: nothing is looked at here. */
export const placeOf = (path: string): string => posix.resolve('/', path);

/** Whether a path is a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  const [place, root] = [placeOf(path), placeOf(folder)];
  return root === '/' || place === root || place.startsWith(`${root}/`);
}

/** Where container engines listen as a rule. Who reaches one of these is root on this host, also through a read-only mount. */
const SOCKETS = ['docker.sock', 'containerd/containerd.sock', 'podman/podman.sock', 'crio/crio.sock'].flatMap(
  (name) => [`/run/${name}`, `/var/run/${name}`],
);

/** Their sockets wherever they are: in a home, or forwarded. */
const SOCKET_NAMES = /\/(docker|containerd|podman|crio|cri-dockerd|buildkitd)\.sock$/;

/** Folders of users, in which engines without root listen. */
const USER_FOLDERS = /^(\/var)?\/run\/user(\/\d+(\/(docker|podman|containerd|containerd-rootless))?)?$/;

/** Links of the kernel that lead to every other place (proc(5)). */
const LINKS = /^\/(proc\/(\d+|self|thread-self)|dev\/fd)(\/|$)/;

/**
 * Whether a path of the host is, or contains, the socket of a container engine.
 *
 * @param further sockets that are known beside the usual ones
 */
export function exposesEngine(path: string, further: readonly string[]): boolean {
  const place = placeOf(path);
  return (
    [...SOCKETS, ...further].some((socket) => isWithin(socket, place)) ||
    [SOCKET_NAMES, USER_FOLDERS, LINKS].some((pattern) => pattern.test(place))
  );
}
