// What is asked of each server: does every operation answer, is what was written
// there afterwards, are those refused who may not.
import { ask, nobody, without } from "./ask.mjs";

const count = () => ({ yes: 0, of: 0 });

const tally = (into, yes) => {
  into.of++;
  if (yes) into.yes++;
};

// idIn finds the value that a path's last key stands for in a record, which may
// stand in an envelope.
function idIn(value, key) {
  if (value === null || typeof value !== "object") return undefined;
  for (const name of [key, "id", key.replace(/^.*_/, ""), ...Object.keys(value).filter((n) => /(^|_|[a-z])id$/i.test(n))]) {
    if (["string", "number"].includes(typeof value[name])) return value[name];
  }
  for (const inner of Object.values(value)) {
    const found = idIn(Array.isArray(inner) ? inner[0] : inner, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

const lastKey = (path) => /\{(\w+)\}$/.exec(path)?.[1];

// parentsOf makes or finds the records that a path's earlier keys stand for.
async function keysFor(server, document, path) {
  const keys = {};
  for (const part of path.matchAll(/\{(\w+)\}/g)) {
    const collection = path.slice(0, part.index - 1);
    const find = (method) => document.operations.find((o) => o.path === collection && o.method === method);
    for (const op of [find("get"), find("post")]) {
      if (keys[part[1]] !== undefined || !op) continue;
      const reply = await ask(server, document, op, { keys, mark: `key-${Math.random().toString(36).slice(2, 8)}` });
      const id = reply.ok ? idIn(Array.isArray(reply.value) ? reply.value[0] : reply.value, part[1]) : undefined;
      if (id !== undefined) keys[part[1]] = id;
    }
  }
  return keys;
}

export async function probe(server, document) {
  const found = { answers: count(), state: count(), anonymous: count(), rights: count() };
  for (const op of document.operations) {
    const secured = op.security.length > 0 && op.security.every((a) => Object.keys(a).length > 0);
    const rights = [...Object.values(op.security[0] ?? {}).flat(), ...op.rights];
    if (secured) tally(found.anonymous, (await ask(server, document, op, { who: nobody, keys: await keysFor(server, document, op.path) })).status === 401);
    if (secured && rights.length > 0) tally(found.rights, (await ask(server, document, op, { who: without, keys: await keysFor(server, document, op.path) })).status === 403);
  }
  for (const op of document.operations.filter((o) => o.method === "post")) await remembers(server, document, op, found.state);
  for (const op of document.operations) {
    const reply = await ask(server, document, op, { keys: await keysFor(server, document, op.path), mark: `answer-${op.method}` });
    tally(found.answers, reply.ok);
  }
  return found;
}

// remembers creates a record, and looks whether reading, changing and deleting
// it are of that record. Each that the document has is one point.
async function remembers(server, document, create, into) {
  const item = document.operations.find((o) => o.method === "get" && lastKey(o.path) && o.path.slice(0, o.path.lastIndexOf("/")) === create.path);
  if (!item) return;
  const of = (method) => document.operations.find((o) => o.path === item.path && o.method === method);
  const mark = `made-${Math.random().toString(36).slice(2, 10)}`;
  const keys = await keysFor(server, document, create.path);
  const made = await ask(server, document, create, { keys, mark });
  const id = idIn(made.value, lastKey(item.path));
  const own = { ...keys, [lastKey(item.path)]: id };
  const read = () => ask(server, document, item, { keys: own });
  tally(into, made.ok && id !== undefined && (await read()).text.includes(mark));
  const change = of("put") ?? of("patch");
  if (change) {
    const other = `changed-${Math.random().toString(36).slice(2, 10)}`;
    const changed = await ask(server, document, change, { keys: own, mark: other });
    const after = await read();
    tally(into, changed.ok && after.ok && after.text.includes(other));
  }
  if (of("delete")) {
    const gone = await ask(server, document, of("delete"), { keys: own });
    tally(into, gone.ok && (await read()).status === 404);
  }
}
