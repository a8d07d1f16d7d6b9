import {useEffect, useRef, useState} from "preact/hooks";
import {ask, of} from "./api.js";
import {Choice, Failure, Text, useLoaded} from "./parts.jsx";

const page = 25;

// Records shows what a world holds, and changes it past the rules of the contract.
export function Records({contract, world, turn, changed}) {
  const [name, setName] = useState(contract.collections.find((c) => c.callers)?.name ?? contract.collections[0].name);
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const [edited, setEdited] = useState(null);
  const collection = contract.collections.find((c) => c.name === name);
  const query = new URLSearchParams({offset, limit: page, ...(text ? {text} : {})});
  const loaded = useLoaded((signal) => ask(`${of(world, "collections", name, "records")}?${query}`, {signal}), [world, name, text, offset, turn]);
  useEffect(() => { setOffset(0); setEdited(null); }, [world, name, text]);
  const records = loaded.value?.records ?? [];
  const total = loaded.value?.total ?? 0;
  const columns = columnsOf(collection, records);
  const done = () => {
    setEdited(null);
    loaded.again();
    changed();
  };
  return (
    <section aria-labelledby="records">
      <h2 id="records">Records of {world}</h2>
      <div class="row">
        <Choice label="Collection" value={name} onChange={setName} options={contract.collections.map((c) => c.name)} />
        <Text label="Find" type="search" value={text} onChange={setText} placeholder="any text" />
        <button type="button" onClick={() => setEdited({id: "", record: {}, fresh: true})}>New record</button>
        <span class="quiet">{total === 0 ? "no records" : `${offset + 1} to ${offset + records.length} of ${total}`}</span>
        <button type="button" class="small" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - page))}>previous</button>
        <button type="button" class="small" disabled={offset + page >= total} onClick={() => setOffset(offset + page)}>next</button>
      </div>
      <Failure error={loaded.error} />
      {edited && <Editor key={edited.id + edited.fresh} world={world} collection={collection} edited={edited} done={done} leave={() => setEdited(null)} />}
      <div class="wide" tabIndex={0} role="region" aria-label={`records of ${name}`}>
        <table class="stack">
          <thead><tr><th scope="col">{collection.id || "id"}</th>{columns.map((c) => <th scope="col" key={c}>{c}</th>)}</tr></thead>
          <tbody>
            {records.map((r) => (
              <tr key={r.id + (r.below ?? []).join("/")}>
                <th scope="row"><button type="button" class="link" aria-label={`edit ${r.id}`} onClick={() => setEdited(r)}><code>{r.id}</code></button></th>
                {columns.map((c) => <td key={c} data-label={c}>{short(at(r.record, c))}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// columnsOf are the members that tell records apart: the first texts and flags.
function columnsOf(collection, records) {
  const names = [];
  const add = (members, before) => {
    for (const m of members ?? []) {
      const name = before + m.name;
      if (m.name === collection.id || m.writeOnly) continue;
      if (m.members) add(m.members, name + ".");
      else if (records.some((r) => at(r.record, name) !== undefined)) names.push(name);
    }
  };
  add(collection.members, "");
  return names.slice(0, 6);
}

const at = (record, path) => path.split(".").reduce((value, name) => value?.[name], record);

function short(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.length === 0 ? "none" : `${value.length} item${value.length === 1 ? "" : "s"}`;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? text.slice(0, 39) + "…" : text;
}

// Editor changes a record as JSON.
function Editor({world, collection, edited, done, leave}) {
  const [id, setId] = useState(edited.id);
  const [text, setText] = useState(JSON.stringify(edited.record, null, 2));
  const [error, setError] = useState(null);
  const [misfits, setMisfits] = useState(null);
  const area = useRef();
  useEffect(() => area.current?.focus(), []);
  const path = () => of(world, "collections", collection.name, "records", id) + (edited.below?.length ? "?" + edited.below.map((one) => "below=" + encodeURIComponent(one)).join("&") : "");
  const store = async (e) => {
    e.preventDefault();
    try {
      const stored = await ask(path(), {method: "PUT", body: JSON.parse(text)});
      setError(null);
      if (stored?.misfits?.length > 0) setMisfits(stored.misfits);
      else done();
    } catch (failed) {
      setError(failed instanceof SyntaxError ? new Error(`This is not valid JSON: ${failed.message}`) : failed);
    }
  };
  const remove = async () => {
    try {
      await ask(path(), {method: "DELETE"});
      done();
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <form onSubmit={store} class="panel" aria-label="record">
      {edited.fresh ? <Text label={collection.id || "id"} value={id} onChange={setId} required /> : <p><b>{collection.name}</b> <code>{edited.id}</code></p>}
      <label class="field"><span>Record, JSON</span><textarea ref={area} rows={14} value={text} onInput={(e) => setText(e.currentTarget.value)} spellcheck={false} /></label>
      <div class="buttons">
        <button class="primary" disabled={!id}>Save</button>
        {!edited.fresh && <button type="button" onClick={remove}>Delete</button>}
        <button type="button" onClick={misfits ? done : leave}>{misfits ? "Keep it so" : "Leave"}</button>
      </div>
      <Failure error={error} />
      {misfits && (
        <div role="status">
          <p>It is stored, and does not fit the schema:</p>
          <ul>{misfits.map((m, i) => <li key={i}><code>{m.pointer}</code> {m.detail}</li>)}</ul>
        </div>
      )}
    </form>
  );
}
