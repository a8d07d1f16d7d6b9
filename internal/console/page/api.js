// Asks the control API, or a proxy for what it has seen. Everything is on the host that
// the page came from.

// proxied tells whether a proxy serves the page, and no mock.
export const proxied = new URL(import.meta.url).pathname.startsWith("/_rolecall/proxy/");

export const control = proxied ? "/_rolecall/proxy" : "/_rolecall/v1";

const tokenKey = "rolecall-control-token";

// setControlToken keeps the token that a mock off loopback wants, for this tab.
export function setControlToken(token) {
  sessionStorage.setItem(tokenKey, token);
}

export function controlToken() {
  return sessionStorage.getItem(tokenKey) ?? "";
}

// ControlError is a refusal of the control API.
export class ControlError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

// ask sends a request to the control API and returns what the reply holds, null
// for nothing.
export async function ask(path, {method = "GET", body, signal, world} = {}) {
  const headers = {Accept: "application/json"};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (controlToken()) headers["Rolecall-Control-Token"] = controlToken();
  if (world) headers["Rolecall-World"] = world;
  let reply;
  try {
    reply = await fetch(control + path, {method, headers, signal, credentials: "omit", body: body === undefined ? undefined : JSON.stringify(body)});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ControlError(0, `The ${proxied ? "proxy" : "mock"} does not answer. Is it still running?`);
  }
  const text = await reply.text();
  let value = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    value = {detail: text};
  }
  if (!reply.ok) throw new ControlError(reply.status, value?.detail ?? `${method} ${path} was answered with ${reply.status}`);
  return value;
}

// of is the path of a world, and of what is below it. A proxy has no worlds.
export const of = (world, ...below) => (proxied ? "" : "/worlds/" + encodeURIComponent(world)) + below.map((part) => "/" + encodeURIComponent(part)).join("");

let known;

// has tells whether this mock has a path in its control API, as its document says.
export async function has(path) {
  if (proxied) return true;
  known ??= ask("/openapi.json").then((document) => Object.keys(document.paths));
  return (await known).includes(path);
}
