// Sends requests as a client of the document does.
import { sample } from "./document.mjs";

export const anybody = "anybody"; // a credential with every right
export const nobody = null; // none
export const without = "without"; // a credential with no right

// credentials are the headers and the query that a caller adds. Rights are
// written as rolecall takes them, joined by +; the others look only whether there
// is a credential.
function credentials(document, op, who) {
  const headers = {}, query = {};
  const alternative = op.security.find((a) => Object.keys(a).length > 0);
  if (who === nobody || !alternative) return { headers, query };
  for (const [name, scopes] of Object.entries(alternative)) {
    const scheme = document.schemes[name];
    const rights = [...scopes, ...op.rights];
    const token = who === without ? rolecallsNobody(document) : rights.length > 0 ? rights.join("+") : "bootstrap";
    if (scheme.type === "apiKey") {
      (scheme.in === "query" ? query : headers)[scheme.name] = token;
    } else if (scheme.scheme === "basic") {
      headers.Authorization = "Basic " + Buffer.from(`${token}:secret`).toString("base64");
    } else {
      headers.Authorization = `Bearer ${token}`;
    }
  }
  return { headers, query };
}

// rolecallsNobody is the token without rights: its name is no right's.
function rolecallsNobody(document) {
  const named = (op) => op.rights.includes("none") || op.security.some((a) => Object.values(a).flat().includes("none"));
  return document.operations.some(named) ? "nobody" : "none";
}

// ask sends one request of an operation. Keys are values of the path's last key
// and of those before it, by name.
export async function ask(server, document, op, { who = anybody, keys = {}, body, mark = "sample" } = {}) {
  const { headers, query } = credentials(document, op, who);
  let path = op.path;
  for (const p of op.parameters) {
    if (p.in === "path") {
      const value = keys[p.name] ?? sample(document.see, p.schema, mark);
      path = path.replace(`{${p.name}}`, encodeURIComponent(value));
    } else if (p.in === "query" && p.required) {
      query[p.name] = [sample(document.see, p.schema, mark)].flat().join(",");
    }
  }
  const url = new URL(server.base + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const sent = body ?? (op.body ? sample(document.see, op.body, mark) : undefined);
  if (sent !== undefined) headers["Content-Type"] = op.media;
  const text = sent === undefined ? undefined : op.media.includes("urlencoded") ? new URLSearchParams(sent).toString() : JSON.stringify(sent);
  try {
    const reply = await fetch(url, { method: op.method.toUpperCase(), headers, body: text, signal: AbortSignal.timeout(10_000), redirect: "manual" });
    const received = await reply.text();
    let value;
    try {
      value = JSON.parse(received);
    } catch {
      // not every reply is JSON
    }
    return { status: reply.status, text: received, value, ok: reply.status >= 200 && reply.status < 300 };
  } catch (error) {
    return { status: 0, text: String(error), ok: false };
  }
}
