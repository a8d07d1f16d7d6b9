// Reads what the comparison needs of a document of one file, and makes values
// that fit its schemas.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const methods = ["get", "post", "put", "patch", "delete"];

export function readDocument(file) {
  const root = parse(readFileSync(file, "utf8"));
  const see = (node) => (node?.$ref ? see(node.$ref.slice(2).split("/").reduce((at, key) => at[key.replace(/~1/g, "/").replace(/~0/g, "~")], root)) : node);
  const operations = [];
  for (const [path, item] of Object.entries(root.paths ?? {})) {
    for (const method of methods.filter((m) => item[m])) {
      const op = item[method];
      const parameters = [...(item.parameters ?? []), ...(op.parameters ?? [])].map(see);
      const [media, body] = Object.entries(see(op.requestBody)?.content ?? {})[0] ?? [];
      operations.push({
        method, path, parameters, media, body: body?.schema,
        security: op.security ?? root.security ?? [],
        rights: op["x-required-permissions"] ?? [],
      });
    }
  }
  const url = root.servers?.[0]?.url ?? "/";
  const base = new URL(url.replace(/\{\w+\}/g, "https"), "http://localhost/").pathname.replace(/\/$/, "");
  return { root, see, operations, base, schemes: root.components?.securitySchemes ?? {} };
}

// sample is a value that fits a schema, as a client would send it. The mark is
// in its free texts, so that it is known again.
export function sample(see, schema, mark, depth = 0) {
  const s = see(schema) ?? {};
  if (s.allOf) {
    return Object.assign({}, ...s.allOf.map((part) => sample(see, part, mark, depth + 1)));
  }
  if (s.enum) return s.enum[0];
  const type = Array.isArray(s.type) ? s.type[0] : s.type ?? (s.properties ? "object" : "string");
  switch (type) {
    case "object": {
      const out = {};
      for (const [name, member] of Object.entries(s.properties ?? {})) {
        const m = see(member);
        if (m.readOnly || (depth > 3 && !s.required?.includes(name))) continue;
        if (s.required?.includes(name) || isFreeText(m)) out[name] = sample(see, member, mark, depth + 1);
      }
      return out;
    }
    case "array":
      return Array.from({ length: Math.max(1, s.minItems ?? 1) }, () => sample(see, s.items, mark, depth + 1));
    case "integer":
    case "number":
      return Math.max(s.minimum ?? 1, 1);
    case "boolean":
      return true;
    default:
      return sampleText(s, mark);
  }
}

const isFreeText = (s) => [s.type].flat()[0] === "string" && !s.format && !s.pattern && !s.enum;

const formats = {
  date: () => "2026-05-01",
  "date-time": () => "2026-05-01T12:00:00.000Z",
  email: (mark) => `${mark}@example.com`,
  uuid: () => "11111111-1111-4111-8111-111111111111",
};

const patterns = { "^[0-9]{13}$": "9780000000019", "^[A-Z]{2,5}$": "ABC", "^[A-Z]{4}$": "EDDF", "^[0-9a-f]{24}$": "5fb58a5c0175468479dacaa5", "^ord_[a-z0-9]{12}$": "ord_0123456789ab" };

function sampleText(s, mark) {
  if (s.pattern) return patterns[s.pattern] ?? s.example ?? mark;
  return formats[s.format]?.(mark) ?? mark;
}
