// Writes a value as a body of a media type, to begin with.

const boundary = "rolecall-part";

const kindOf = (mediaType) => mediaType.split(";")[0].trim().toLowerCase();

// written is the text of a value: JSON, a form, parts of one, or the text itself. Of
// what no form is known it is empty.
export function written(value, mediaType) {
  if (value === null || value === undefined) return "";
  switch (kindOf(mediaType)) {
    case "application/json-patch+json":
      return json(Array.isArray(value) ? value : changes(value));
    case "application/x-www-form-urlencoded":
      return pairs(value).map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    case "multipart/form-data":
      return pairs(value).map(([name, text]) => `--${boundary}\nContent-Disposition: form-data; name="${name}"\n\n${text}\n`).join("") + `--${boundary}--\n`;
  }
  if (isJSON(mediaType)) return json(value);
  return typeof value === "string" ? value : "";
}

const json = (value) => JSON.stringify(value, null, 2);

const isJSON = (mediaType) => /json|\*/.test(mediaType) || mediaType === "";

// sent is the text and the media type as they go over the wire: those of parts end
// their lines as HTTP does, and say where a part ends.
export function sent(text, mediaType) {
  if (kindOf(mediaType) === "multipart/form-data") return {body: text.replaceAll(/\r?\n/g, "\r\n"), type: `multipart/form-data; boundary=${boundary}`};
  return {body: text, type: mediaType === "" || mediaType.includes("*") ? "application/json" : mediaType};
}

// pairs are the names and texts of a form: a member of a member is a[b].
function pairs(value, before = "") {
  if (Array.isArray(value)) return value.flatMap((item) => pairs(item, before));
  if (value === null || typeof value !== "object") return before ? [[before, String(value ?? "")]] : [];
  return Object.entries(value).flatMap(([name, below]) => pairs(below, before ? `${before}[${name}]` : name));
}

// changes are the steps of a JSON Patch that give each member.
const changes = (value) => Object.entries(value).map(([name, given]) => ({op: "add", path: "/" + name.replaceAll("~", "~0").replaceAll("/", "~1"), value: given}));
