/** The live connection of a mall room: the only file that knows its address. Comes back by itself when the line drops. */
import { MALL_VERSION, type ClientMessage, type Join, type ServerMessage } from "./contract";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const WAITING_POSES = 32; // in a tab that nobody sees no frame drains the queue

export type Link = "opening" | "open" | "waiting" | "closed";

export interface MallSocket {
  readonly link: Link;
  /** The messages since the last call, in the order they came, each with its arrival in milliseconds. */
  drain(): readonly Arrived[];
  /** False when the line is down: nothing was sent, nothing is kept for later. */
  send(message: ClientMessage): boolean;
  /** Ends it for good. */
  close(): void;
}

export interface Arrived {
  readonly message: ServerMessage;
  readonly at_ms: number;
}

export interface Line {
  readonly code: string;
  readonly join: Join;
  onLink(link: Link): void;
}

/** What a test puts in the browser's place. */
export interface World {
  connect(url: string, protocol: string): WebSocket;
  now(): number;
  random(): number;
}

const BROWSER: World = {
  connect: (url, protocol) => new WebSocket(url, protocol),
  now: () => performance.now(),
  random: () => Math.random(),
};

export function openMall({ code, join, onLink }: Line, world: World = BROWSER): MallSocket {
  let link: Link = "opening";
  let waiting: Arrived[] = [];
  let socket: WebSocket | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const turn = (next: Link): void => {
    if (next === link) return;
    link = next;
    onLink(next);
  };
  const hear = (text: string): void => {
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === "welcome") {
      failures = 0;
      turn("open");
    }
    waiting.push({ message, at_ms: world.now() });
    if (message.type === "poses") waiting = withoutOldPoses(waiting);
  };
  const connect = (): void => {
    const opened = world.connect(mallUrl(code), MALL_VERSION);
    socket = opened;
    opened.onopen = () => opened.send(JSON.stringify(join));
    opened.onmessage = (event: MessageEvent<string>) => hear(event.data);
    opened.onclose = () => {
      if (socket !== opened) return;
      socket = null;
      turn("waiting");
      timer = setTimeout(connect, waitMs(failures++, world.random()));
    };
  };
  connect();
  return {
    get link() {
      return link;
    },
    drain() {
      const drained = waiting;
      waiting = [];
      return drained;
    },
    send(message) {
      if (link !== "open" || !socket) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close() {
      clearTimeout(timer);
      const closing = socket;
      socket = null;
      closing?.close();
      turn("closed");
    },
  };
}

/** How long to wait before the next try: doubling, with up to half of it by chance, so that not all come at once. */
export function waitMs(failures: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest * (0.5 + 0.5 * chance);
}

function withoutOldPoses(waiting: Arrived[]): Arrived[] {
  const poses = waiting.filter(({ message }) => message.type === "poses");
  const old = new Set(poses.slice(0, -WAITING_POSES));
  return old.size ? waiting.filter((entry) => !old.has(entry)) : waiting;
}

/** Where the room's socket is, from the page's own address. */
function mallUrl(code: string): string {
  const url = new URL(`/ws/mall/${encodeURIComponent(code)}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The link one sends to friends: this room, with the product that one looks at. */
export function inviteUrl(code: string, sku: string | null): string {
  const url = new URL(`/mall/${encodeURIComponent(code)}`, location.href);
  if (sku) url.searchParams.set("sku", sku);
  return url.href;
}
