import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerMessage } from "../src/contract";
import { inviteUrl, openMall, waitMs, type Link, type World } from "../src/socket";

class FakeSocket {
  sent: unknown[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly url: string, readonly protocol: string) {}
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  says(message: Partial<ServerMessage>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const join = { type: "join", name: "Lin", color: "#b93a17" } as const;
let sockets: FakeSocket[] = [];
let links: Link[] = [];
const world: World = {
  connect(url, protocol) {
    const made = new FakeSocket(url, protocol);
    sockets.push(made);
    return made as unknown as WebSocket;
  },
  now: () => 7,
  random: () => 1,
};
const open = () => openMall({ code: "bako-timu-rafe-sodi", join, onLink: (link) => links.push(link) }, world);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("location", { href: "https://shop.example/mall/bako-timu-rafe-sodi?sku=sofa" });
  [sockets, links] = [[], []];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the mall's socket", () => {
  it("goes to its own page's server, safely where the page is, with the contract's version", () => {
    open();
    expect(sockets[0]).toMatchObject({ url: "wss://shop.example/ws/mall/bako-timu-rafe-sodi?sku=sofa".split("?")[0], protocol: "mall.v1" });
  });

  it("joins first, is open when welcomed, and keeps what comes until it is drained", () => {
    const socket = open();
    sockets[0]!.onopen?.();
    expect(sockets[0]!.sent).toEqual([join]);
    expect(socket.send({ type: "chat", text: "too early" })).toBe(false);
    sockets[0]!.says({ type: "welcome", you: "a" });
    sockets[0]!.says({ type: "chat", text: "hello" });
    expect(links).toEqual(["open"]);
    expect(socket.drain().map(({ message, at_ms }) => [message.type, at_ms])).toEqual([["welcome", 7], ["chat", 7]]);
    expect(socket.drain()).toEqual([]);
  });

  it("keeps every line but only the newest poses while nobody drains", () => {
    const socket = open();
    for (let time_s = 0; time_s < 200; time_s += 1) {
      sockets[0]!.says({ type: "poses", members: [], time_s });
      if (time_s % 50 === 0) sockets[0]!.says({ type: "chat", text: String(time_s) });
    }
    const drained = socket.drain().map(({ message }) => message);
    expect(drained.filter(({ type }) => type === "chat")).toHaveLength(4);
    const poses = drained.filter((message) => message.type === "poses");
    expect(poses.length).toBeLessThan(40);
    expect(poses.at(-1)).toMatchObject({ time_s: 199 });
  });

  it("comes back later and later, joins again, and starts over once it was in", () => {
    open();
    sockets[0]!.onclose?.();
    expect(links).toEqual(["waiting"]);
    vi.advanceTimersByTime(499);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
    sockets[1]!.onclose?.();
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    sockets[2]!.onopen?.();
    sockets[2]!.says({ type: "welcome", you: "b" });
    expect(sockets[2]!.sent).toEqual([join]);
    expect(links).toEqual(["waiting", "open"]);
    sockets[2]!.onclose?.();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(4);
  });

  it("stays away once closed", () => {
    const socket = open();
    socket.close();
    sockets[0]!.onclose?.();
    vi.advanceTimersByTime(60_000);
    expect(sockets[0]!.closed).toBe(true);
    expect(sockets).toHaveLength(1);
    expect(socket.link).toBe("closed");
  });

  it("never waits longer than ten seconds, and half of it is chance", () => {
    expect(waitMs(30, 1)).toBe(10_000);
    expect(waitMs(30, 0)).toBe(5_000);
  });

  it("invites to this room and to the product one looks at", () => {
    expect(inviteUrl("bako-timu-rafe-sodi", "hill-sofa-3")).toBe("https://shop.example/mall/bako-timu-rafe-sodi?sku=hill-sofa-3");
    expect(inviteUrl("bako-timu-rafe-sodi", null)).toBe("https://shop.example/mall/bako-timu-rafe-sodi");
  });
});
