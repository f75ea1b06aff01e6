import { describe, expect, it } from "vitest";
import type { MemberState, ServerMessage } from "../src/contract";
import { lookingAt, OUTSIDE, receive, type Heard } from "../src/features/mall/visit";

const member = (id: string, more: Partial<MemberState> = {}): MemberState => ({
  id, name: id.toUpperCase(), color: "#2e6b4f", position: [0, 0, 0], yaw_rad: 0, sku: null, ...more,
});
const hear = (...messages: ServerMessage[]): Heard => messages.reduce((heard, message) => ({ ...heard, ...receive(heard, message) }), OUTSIDE);
const welcome: ServerMessage = {
  type: "welcome", you: "me", code: "x", seats: 50, version: 2, members: [member("ann", { sku: "sofa" }), member("me")], layout_version: "1", time_s: 5,
};

describe("what is heard of a room", () => {
  it("a welcome is the whole present: whoever was there before and is not now is forgotten", () => {
    const before = hear(welcome, { type: "joined", version: 3, member: member("bob") });
    const again = { ...before, ...receive(before, { ...welcome, you: "me2", members: [member("me2")] }) };
    expect([...again.friends.keys()]).toEqual(["me2"]);
    expect(again.you).toBe("me2");
  });

  it("who comes and goes is listed and said", () => {
    const heard = hear(welcome, { type: "joined", version: 3, member: member("bob") }, { type: "left", version: 4, id: "ann" });
    expect([...heard.friends.keys()]).toEqual(["me", "bob"]);
    expect(heard.lines.map(({ kind, name }) => [kind, name])).toEqual([["came", "BOB"], ["left", "ANN"]]);
  });

  it("a leave of nobody changes nothing", () => {
    const heard = hear(welcome);
    expect(receive(heard, { type: "left", version: 3, id: "ghost" })).toEqual({});
    expect(receive(heard, { type: "looked", version: 3, id: "ghost", sku: "sofa" })).toEqual({});
  });

  it("says who else looks at a product, never myself", () => {
    const heard = hear(welcome, { type: "looked", version: 3, id: "me", sku: "sofa" });
    expect(lookingAt(heard, "sofa").map(({ id }) => id)).toEqual(["ann"]);
    const gone = { ...heard, ...receive(heard, { type: "looked", version: 4, id: "ann", sku: null }) };
    expect(lookingAt(gone, "sofa")).toEqual([]);
  });

  it("poses leave the list of friends as it is, so that nothing is redrawn for a step", () => {
    const heard = hear(welcome);
    const change = receive(heard, { type: "poses", members: [{ id: "ann", position: [1, 0, 2], yaw_rad: 1 }], time_s: 6 });
    expect(Object.keys(change)).toEqual(["poses"]);
  });

  it("keeps the last two hundred lines", () => {
    const lines = Array.from({ length: 230 }, (_, number): ServerMessage => ({ type: "chat", sender: "ann", name: "ANN", text: String(number), time_s: number }));
    const heard = hear(welcome, ...lines);
    expect(heard.lines).toHaveLength(200);
    expect(heard.lines.at(-1)?.text).toBe("229");
  });

  it("keeps a refusal until the next welcome", () => {
    const heard = hear(welcome, { type: "error", code: "rate", message: "Slowly.", facts: {} });
    expect(heard.problem).toEqual({ code: "rate", message: "Slowly." });
    expect({ ...heard, ...receive(heard, welcome) }.problem).toBeNull();
  });
});
