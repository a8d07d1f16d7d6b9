// Builds a request of a persona for an operation, and writes it down for others.
import {sent} from "./body.js";

// credentials are what a persona sends for an operation.
export function credentials(contract, operation, token) {
  const out = {headers: {}, query: {}, cookies: {}};
  if (!token) return out;
  const names = operation.access.schemes;
  const schemes = contract.schemes.filter((s) => names.includes(s.name));
  for (const s of schemes.length > 0 ? schemes : []) {
    if (s.kind === "basic") out.headers.Authorization = "Basic " + btoa(token + ":");
    else if (s.kind === "apiKey" && s.in === "header") out.headers[s.key] = token;
    else if (s.kind === "apiKey" && s.in === "query") out.query[s.key] = token;
    else if (s.kind === "apiKey") out.cookies[s.key] = token;
    else if (s.kind !== "mutualTLS") out.headers.Authorization = "Bearer " + token;
    break; // one of them is enough
  }
  return out;
}

// requestOf puts a request together from what a form holds.
export function requestOf(contract, operation, form) {
  const {headers, query, cookies} = credentials(contract, operation, form.token);
  let path = operation.path;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, value);
  for (const p of operation.parameters) {
    const value = form.values[p.in + " " + p.schema.name] ?? "";
    if (p.in === "path") path = path.replaceAll(`{${p.schema.name}}`, encodeURIComponent(value));
    if (value === "") continue;
    if (p.in === "query" && p.open) for (const [name, one] of new URLSearchParams(value)) search.append(name, one);
    else if (p.in === "query") for (const one of p.repeatable ? value.split(",") : [value]) search.append(p.schema.name, one.trim());
    if (p.in === "header") headers[p.schema.name] = value;
    if (p.in === "cookie") cookies[p.schema.name] = value;
  }
  for (const h of operation.access.headers) if (form.headers[h.name] !== false) headers[h.name] = h.value;
  if (form.prefer) headers.Prefer = form.prefer;
  if (form.world && form.world !== "default") headers["Rolecall-World"] = form.world;
  const {body, type} = operation.body && form.body.trim() !== "" ? sent(form.body, form.mediaType ?? operation.body.mediaType) : {};
  if (body !== undefined) headers["Content-Type"] = type;
  const text = search.toString();
  return {method: operation.method, url: path + (text ? "?" + text : ""), headers, cookies, body};
}

const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

export function curlOf(request) {
  const parts = ["curl"];
  if (request.method !== "GET") parts.push("-X", request.method);
  for (const [name, value] of Object.entries(request.headers)) parts.push("-H", quoted(`${name}: ${value}`));
  for (const [name, value] of Object.entries(request.cookies)) parts.push("-b", quoted(`${name}=${value}`));
  if (request.body !== undefined) parts.push("-d", quoted(request.body));
  parts.push(quoted(location.origin + request.url));
  return parts.join(" ");
}

export function fetchOf(request) {
  const options = {};
  if (request.method !== "GET") options.method = request.method;
  if (Object.keys(request.headers).length > 0) options.headers = request.headers;
  if (Object.keys(request.cookies).length > 0) options.credentials = "include";
  if (request.body !== undefined) options.body = request.body;
  const text = JSON.stringify(options, null, 2);
  return `await fetch(${JSON.stringify(location.origin + request.url)}${text === "{}" ? "" : ", " + text})`;
}

// send sends a request and tells how it was answered, and in how many milliseconds.
export async function send(request) {
  for (const [name, value] of Object.entries(request.cookies)) document.cookie = `${name}=${value}; path=/; SameSite=Strict`;
  const began = performance.now();
  try {
    const reply = await fetch(request.url, {
      method: request.method, headers: request.headers, body: request.body, cache: "no-store", redirect: "manual",
      credentials: Object.keys(request.cookies).length > 0 ? "same-origin" : "omit",
    });
    const text = await reply.text();
    return {status: reply.status, words: reply.statusText, headers: [...reply.headers], text, took: performance.now() - began};
  } catch (error) {
    return {status: 0, words: "no answer: " + error.message, headers: [], text: "", took: performance.now() - began};
  } finally {
    for (const name of Object.keys(request.cookies)) document.cookie = `${name}=; path=/; max-age=0`;
  }
}

export const headerOf = (reply, name) => reply.headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1] ?? "";

// pretty is a text as JSON with line breaks, or as it is.
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
