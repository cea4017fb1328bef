import { expect, test } from "vitest";
import { Slots } from "../../../src/transport/slots.ts";

test("slots are given in order, once each, and taken back from who holds them too long", async () => {
  const slots = new Slots(1, 50);
  const order: string[] = [];
  const first = await slots.take();
  const second = slots.take().then((release) => {
    order.push("second");
    return release;
  });
  const third = slots.take().then((release) => {
    order.push("third");
    return release;
  });
  first();
  first();
  await second;
  expect(order).toEqual(["second"]);
  (await third)();
  expect(order).toEqual(["second", "third"]);
  (await slots.take())();
});
