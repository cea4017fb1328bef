import fc from "fast-check";
import { expect, test } from "vitest";
import { MarkerScanner } from "../../../src/transport/marker-scanner.ts";

const marker = "\nabab 7 ";
const text = fc.string({ unit: fc.constantFrom("\n", "a", "b", " ", "7", "\0"), maxLength: 60 });

test("the marker is found however the stream is cut, and what comes before is output, byte for byte", () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
      (before, after, cuts) => {
        const stream = Buffer.from(`${before}${marker}143\n${after}`);
        const first = stream.indexOf(marker);
        const scanner = new MarkerScanner();
        const output: Buffer[] = [];
        const found: string[] = [];
        scanner.begin({
          marker: Buffer.from(marker),
          output: (chunk) => output.push(Buffer.from(chunk)),
          found: (rest) => found.push(rest),
        });
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const size = cuts[cut % cuts.length] ?? 1;
          scanner.push(stream.subarray(at, at + size));
          at += size;
        }
        const rest = stream.subarray(first + marker.length);
        expect(Buffer.concat(output).toString()).toBe(stream.subarray(0, first).toString());
        expect(found).toEqual([rest.subarray(0, rest.indexOf(10)).toString()]);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a marker that never comes holds nothing back for ever", () => {
  const scanner = new MarkerScanner();
  const output: string[] = [];
  scanner.begin({ marker: Buffer.from(marker), output: (chunk) => output.push(chunk.toString()), found: () => {} });
  scanner.push(Buffer.from("text\nabab "));
  expect(output.join("")).not.toBe("text\nabab ");
  scanner.flush();
  expect(output.join("")).toBe("text\nabab ");
});

test("a search that begins when another ends misses nothing, however the stream is cut", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(text, text, cuts, (noise, answer, sizes) => {
      const stream = Buffer.from(`${noise}\nready 12\n${answer}${marker}0\nlate`);
      const scanner = new MarkerScanner();
      const output: string[] = [];
      const found: string[] = [];
      const behind = {
        marker: Buffer.from(marker),
        output: (chunk: Buffer) => output.push(chunk.toString()),
        found: (rest: string) => found.push(rest),
      };
      scanner.begin({ marker: Buffer.from("\nready "), output: () => {}, found: () => scanner.begin(behind) });
      for (let at = 0, cut = 0; at < stream.length; cut++) {
        const size = sizes[cut % sizes.length] ?? 1;
        scanner.push(stream.subarray(at, at + size));
        at += size;
      }
      expect([output.join(""), found]).toEqual([answer, ["0"]]);
    }),
    { numRuns: 1_000 },
  );
});
