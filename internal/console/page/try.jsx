import {useEffect, useState} from "preact/hooks";
import {stageOf} from "./access.js";
import {written} from "./body.js";
import {placeOf, useKeys} from "./keys.js";
import {Choice, Code, Copy, Status, Way} from "./parts.jsx";
import {go} from "./place.js";
import {curlOf, fetchOf, headerOf, pretty, requestOf, send} from "./request.js";
import {typeOf} from "./schema.jsx";

const nobody = " nobody";

// Try sends a request of a persona, and shows its way through the mock.
export function Try({contract, personas, world, about}) {
  const operation = contract.operations.find((o) => o.id === about.operation) ?? contract.operations.find((o) => o.method === "GET") ?? contract.operations[0];
  const persona = about.persona === nobody ? null : personas.find((p) => p.name === about.persona) ?? personas[0] ?? null;
  if (!operation) return <p class="quiet">The document has no operations.</p>;
  const choose = (change) => go("try", {operation: operation.id, persona: persona?.name ?? nobody, ...change});
  return (
    <>
      <div class="row">
        <Choice label="Operation" value={operation.id} onChange={(id) => choose({operation: id})}
          options={contract.operations.map((o) => ({value: o.id, label: `${o.method} ${o.path}`}))} />
        <Choice label="As" value={persona?.name ?? nobody} onChange={(name) => choose({persona: name})}
          options={[...personas.map((p) => p.name), {value: nobody, label: "nobody (no token)"}]} />
      </div>
      <Form key={operation.id} contract={contract} operation={operation} persona={persona} world={world} />
    </>
  );
}

function Form({contract, operation, persona, world}) {
  const [values, setValues] = useState({});
  const [headers, setHeaders] = useState({});
  const [mediaType, setMediaType] = useState(operation.body?.mediaType ?? "");
  const [body, setBody] = useState(written(operation.body?.example, mediaType));
  const [wish, setWish] = useState("");
  const [reply, setReply] = useState(null);
  const [busy, setBusy] = useState(false);
  const keys = useKeys(operation, world);
  useEffect(() => setValues((v) => ({...keys.first, ...v})), [keys]);
  useEffect(() => setReply(null), [persona?.name, world]);
  const sendAs = (chosen) => {
    if (body === written(operation.body.example, mediaType)) setBody(written(operation.body.example, chosen)); // nobody wrote in it
    setMediaType(chosen);
  };
  const request = requestOf(contract, operation, {token: persona?.token, values, headers, body, mediaType, world, prefer: wish && `code=${wish}`});
  const missing = operation.parameters.filter((p) => p.in === "path" && !values[placeOf(p)]).map((p) => p.schema.name);
  const submit = async (e) => {
    e.preventDefault();
    setBusy(true);
    setReply({...(await send(request)), request});
    setBusy(false);
  };
  return (
    <div class="split even">
      <form onSubmit={submit} class="panel">
        {operation.summary && <p class="lead">{operation.summary}</p>}
        {operation.parameters.map((p) => (
          <Parameter key={placeOf(p)} parameter={p} ids={keys.others(p, values)} value={values[placeOf(p)] ?? ""} onChange={(v) => setValues({...values, [placeOf(p)]: v})} />
        ))}
        {operation.access.headers.map((h) => (
          <label class="check" key={h.name}>
            <input type="checkbox" checked={headers[h.name] !== false} onChange={(e) => setHeaders({...headers, [h.name]: e.currentTarget.checked})} />
            {" "}send <code>{h.name}: {h.value}</code>
          </label>
        ))}
        {operation.body?.media.length > 1 && <Choice label="Media type of the body" value={mediaType} onChange={sendAs} options={operation.body.media} />}
        {operation.body && (
          <label class="field">
            <span>Body, {mediaType || "of any kind"}</span>
            <textarea rows={Math.min(16, Math.max(4, body.split("\n").length + 1))} value={body} onInput={(e) => setBody(e.currentTarget.value)} spellcheck={false} />
          </label>
        )}
        <Choice label="Wish for a reply (Prefer)" value={wish} onChange={setWish}
          options={[{value: "", label: "none: what the world answers"}, ...operation.replies.filter((r) => /^\d+$/.test(r.status)).map((r) => ({value: r.status, label: `${r.status} ${r.description ?? ""}`.slice(0, 60)}))]} />
        <div class="buttons">
          <button class="primary" disabled={busy || missing.length > 0}>{busy ? "Sending…" : "Send"}</button>
          <Copy text={curlOf(request)} label="curl" what="curl line" />
          <Copy text={fetchOf(request)} label="fetch" what="fetch call" />
        </div>
        {missing.length > 0 && <p class="quiet">Give {missing.join(" and ")} first.</p>}
      </form>
      <section class="panel" aria-live="polite" aria-label="reply">
        {busy ? <p class="quiet">The reply is awaited.</p> : reply ? <Reply contract={contract} reply={reply} /> : <p class="quiet">The reply stands here.</p>}
      </section>
    </div>
  );
}

function Parameter({parameter, value, onChange, ids}) {
  const {schema} = parameter;
  const id = "parameter-" + parameter.in + "-" + schema.name;
  const options = schema.enum ?? (schema.type === "boolean" ? [true, false] : null);
  return (
    <div class="field">
      <label for={id}><span>{schema.name}</span> <span class="quiet">{parameter.in}{schema.required ? ", required" : ""}, {typeOf(schema)}</span></label>
      {options && !parameter.repeatable ? (
        <select id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
          <option value=""></option>
          {options.map((o) => <option key={String(o)} value={String(o)}>{String(o)}</option>)}
        </select>
      ) : (
        <input id={id} list={ids.length > 0 ? id + "-ids" : undefined} value={value} onInput={(e) => onChange(e.currentTarget.value)} autocomplete="off" spellcheck={false}
          placeholder={hintOf(parameter)} />
      )}
      {ids.length > 0 && <datalist id={id + "-ids"}>{ids.map((one) => <option key={one} value={one} />)}</datalist>}
    </div>
  );
}

function hintOf({schema, repeatable, open}) {
  if (open) return `${schema.name}[member]=value&…`;
  if (schema.default !== undefined && schema.default !== null) return `${JSON.stringify(schema.default)} unless given`;
  return repeatable ? "several: with commas" : "";
}

// Reply shows how a request went, and why where it was refused.
function Reply({contract, reply}) {
  const problem = reply.status >= 400 ? parsed(reply.text) : null;
  const reason = problem?.detail ?? headerOf(reply, "Rolecall-Reason");
  const rule = contract.requirements.find((q) => q.id === problem?.rule);
  const wished = headerOf(reply, "Preference-Applied");
  return (
    <>
      <p class="answered"><Status code={reply.status} /> {reply.words} <span class="quiet">{reply.took.toFixed(0)} ms · <span class="path">{reply.request.method} {reply.request.url}</span></span></p>
      {wished && <p class="quiet">Answered as it was wished for: {wished}. The world was not asked.</p>}
      {reply.status > 0 && !wished && <Way at={stageOf(reply.status, problem, headerOf(reply, "Rolecall-Stage"), true)} why={reason} />}
      {reply.status >= 400 && <Reason problem={problem} reason={reason} rule={rule} />}
      {reply.text && <Code text={pretty(reply.text)} label="body of the reply" />}
      <details>
        <summary>Headers</summary>
        <table class="plain"><tbody>{reply.headers.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td>{value}</td></tr>)}</tbody></table>
      </details>
    </>
  );
}

// Reason says why a request was refused, and what to do about it.
export function Reason({problem, reason, rule}) {
  return (
    <div class="reason">
      {reason && <p>{reason}</p>}
      {rule && <p><b>{rule.id}</b> <span class="quiet">({rule.level})</span> {rule.text}</p>}
      {problem?.where && <p class="quiet">{problem.where.file}, line {problem.where.line}</p>}
      {problem?.nearest && <p>Did you mean <span class="path">{problem.nearest}</span>?</p>}
      {problem?.errors?.length > 0 && (
        <table>
          <thead><tr><th scope="col">Where</th><th scope="col">What</th></tr></thead>
          <tbody>{problem.errors.map((e, i) => <tr key={i}><td><code>{e.pointer ?? e.parameter}</code></td><td>{e.detail}</td></tr>)}</tbody>
        </table>
      )}
    </div>
  );
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
