/** What is known of the room, as one value; `receive` makes the next from a message. Pure. */
import type { MemberPose, MemberState, ServerMessage } from "../../contract";

const LINES_KEPT = 200;

/** A member without where they are: that changes too often to redraw lists for. */
export type Friend = Pick<MemberState, "id" | "name" | "color" | "sku">;

export interface ChatLine {
  readonly kind: "said" | "came" | "left";
  readonly sender: string;
  readonly name: string;
  readonly text: string;
}

export interface Heard {
  /** My own member id; null outside. */
  readonly you: string | null;
  readonly seats: number;
  readonly layoutVersion: string;
  /** Everyone inside, me too, in the order they came. */
  readonly friends: ReadonlyMap<string, Friend>;
  /** Where everyone was last, and the server's time then. */
  readonly poses: { readonly members: readonly MemberPose[]; readonly time_s: number };
  readonly lines: readonly ChatLine[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export const OUTSIDE: Heard = {
  you: null,
  seats: 0,
  layoutVersion: "",
  friends: new Map(),
  poses: { members: [], time_s: 0 },
  lines: [],
  problem: null,
};

/** What a message changes; {} when nothing. */
export function receive(heard: Heard, message: ServerMessage): Partial<Heard> {
  switch (message.type) {
    case "welcome":
      return {
        you: message.you,
        seats: message.seats,
        layoutVersion: message.layout_version,
        friends: new Map(message.members.map((member) => [member.id, friendOf(member)])),
        poses: { members: message.members, time_s: message.time_s },
        problem: null,
      };
    case "joined":
      return {
        friends: new Map(heard.friends).set(message.member.id, friendOf(message.member)),
        lines: withLine(heard.lines, { kind: "came", sender: message.member.id, name: message.member.name, text: "" }),
      };
    case "left":
      return withoutFriend(heard, message.id);
    case "looked":
      return withLook(heard, message.id, message.sku);
    case "poses":
      return { poses: { members: message.members, time_s: message.time_s } };
    case "chat":
      return { lines: withLine(heard.lines, { kind: "said", sender: message.sender, name: message.name, text: message.text }) };
    case "error":
      return { problem: { code: message.code, message: message.message } };
  }
}

/** The others who look at a product. */
export function lookingAt({ friends, you }: Heard, sku: string): readonly Friend[] {
  return [...friends.values()].filter((friend) => friend.sku === sku && friend.id !== you);
}

function friendOf({ id, name, color, sku }: MemberState): Friend {
  return { id, name, color, sku };
}

function withoutFriend({ friends, lines }: Heard, id: string): Partial<Heard> {
  const gone = friends.get(id);
  if (!gone) return {};
  const left = new Map(friends);
  left.delete(id);
  return { friends: left, lines: withLine(lines, { kind: "left", sender: id, name: gone.name, text: "" }) };
}

function withLook({ friends }: Heard, id: string, sku: string | null): Partial<Heard> {
  const friend = friends.get(id);
  return friend ? { friends: new Map(friends).set(id, { ...friend, sku }) } : {};
}

function withLine(lines: readonly ChatLine[], line: ChatLine): readonly ChatLine[] {
  return [...lines, line].slice(-LINES_KEPT);
}
