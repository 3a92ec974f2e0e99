import { runFrontDoor } from '../proxy/main.ts';

/** `qbtc front-door`: the program that the controller starts; not for people. */
export async function frontDoor(options: { dir: string; listen: string }): Promise<number> {
  await runFrontDoor(options);
  return 0;
}
