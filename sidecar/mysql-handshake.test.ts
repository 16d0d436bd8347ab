import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTlsUpgrade } from "./mysql-handshake.ts";

function packet(sequence: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header.writeUInt8(sequence, 3);
  return Buffer.concat([header, body]);
}

/** A wire that remembers what was written. */
function createWire() {
  const written: Buffer[] = [];
  const wire = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  return { wire, written: () => Buffer.concat(written) };
}

const handshakeResponse = packet(1, Buffer.from(`${"f".repeat(32)}app\0proof`));

async function createUpgraded() {
  const plain = createWire();
  const secured = createWire();
  const upgrade = createTlsUpgrade(plain.wire, async () => secured.wire);
  await upgrade.send(handshakeResponse);
  return { upgrade, plain, secured };
}

describe("createTlsUpgrade", () => {
  it("sends the first 32 bytes of the answer in clear as packet 1, and all of it inside of TLS as packet 2", async () => {
    const { plain, secured } = await createUpgraded();
    expect(plain.written()).toEqual(packet(1, Buffer.from("f".repeat(32))));
    expect(secured.written()).toEqual(packet(2, handshakeResponse.subarray(4)));
  });

  it("sends nothing more when TLS has failed", async () => {
    const plain = createWire();
    const upgrade = createTlsUpgrade(plain.wire, async () => undefined);
    await upgrade.send(handshakeResponse);
    expect(plain.written()).toEqual(packet(1, Buffer.from("f".repeat(32))));
  });

  it("gives the greeting as it came", async () => {
    const upgrade = createTlsUpgrade(createWire().wire, async () => undefined);
    const greeting = packet(0, Buffer.from("hello"));
    expect(upgrade.filter(greeting)).toEqual({ ok: true, value: greeting });
  });

  it("counts down what the server sends during the login, however the network cuts it", async () => {
    const bodies = fc.array(fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 40 })), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 1, max: 20 }), async (packets, size) => {
        const { upgrade } = await createUpgraded();
        const sent = Buffer.concat(packets.map(([sequence, body]) => packet(sequence, body)));
        const expected = Buffer.concat(packets.map(([sequence, body]) => packet((sequence + 255) % 256, body)));
        const given: Buffer[] = [];
        for (let at = 0; at < sent.length; at += size) {
          const outcome = upgrade.filter(sent.subarray(at, at + size));
          given.push(outcome.ok ? outcome.value : Buffer.from("refused"));
        }
        expect(Buffer.concat(given)).toEqual(expected);
      }),
    );
  });

  it("changes nothing from the first command on", async () => {
    const { upgrade, secured } = await createUpgraded();
    const before = secured.written().length;
    const command = packet(0, Buffer.from("\x03SELECT 1"));
    await upgrade.send(command);
    expect(secured.written().subarray(before)).toEqual(command);
    const half = packet(1, Buffer.from("answer")).subarray(0, 3);
    expect(upgrade.filter(half)).toEqual({ ok: true, value: half });
  });
});
