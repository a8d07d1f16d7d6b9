// Ids of records that the parameters of an operation may take: what somebody tries first.
import {useMemo} from "preact/hooks";
import {ask, of} from "./api.js";
import {useLoaded} from "./parts.jsx";

const most = 50;

export const placeOf = (p) => p.in + " " + p.schema.name;

// useKeys gives the values that a form begins with, and what else each may be.
export function useKeys(operation, world) {
  const loaded = useLoaded(async (signal) => {
    const records = {};
    for (const name of new Set(operation.parameters.map((p) => p.collection).filter(Boolean))) {
      records[name] = (await ask(of(world, "collections", name, "records") + "?limit=" + most, {signal})).records;
    }
    return records;
  }, [operation.id, world]);
  return useMemo(() => {
    const records = loaded.value ?? {};
    return {first: loaded.value ? first(operation, records) : {}, others: (p, values) => others(operation, records, p, values)};
  }, [operation, loaded.value]);
}

const keysOf = (operation) => operation.parameters.filter((p) => p.in === "path");

// first takes a record for the last key, and those above it for the keys before. What
// must be there besides is as the document shows it.
function first(operation, records) {
  const out = {};
  const keys = keysOf(operation);
  for (let i = keys.length - 1; i >= 0; i--) {
    const record = records[keys[i].collection]?.[0];
    if (!record || placeOf(keys[i]) in out) continue;
    out[placeOf(keys[i])] = record.id;
    const below = record.below ?? [];
    for (let j = 1; j <= below.length && j <= i; j++) if (below[below.length - j]) out[placeOf(keys[i - j])] ??= below[below.length - j];
  }
  for (const p of operation.parameters) {
    if (!p.schema.required || placeOf(p) in out) continue;
    const shown = records[p.collection]?.[0]?.id ?? p.schema.default ?? p.example;
    if (shown !== undefined && shown !== null) out[placeOf(p)] = Array.isArray(shown) ? shown.join(",") : String(shown);
  }
  return out;
}

// others are the ids that a key may be below the keys before it.
function others(operation, records, p, values) {
  const before = keysOf(operation).slice(0, Math.max(0, keysOf(operation).indexOf(p))).map((key) => values[placeOf(key)] ?? "").reverse();
  const fits = (record) => (record.below ?? []).toReversed().every((id, i) => !id || !before[i] || before[i] === id);
  return [...new Set((records[p.collection] ?? []).filter(fits).map((r) => r.id))];
}
