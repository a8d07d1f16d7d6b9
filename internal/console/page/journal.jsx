import {useEffect, useState} from "preact/hooks";
import {ask, control, controlToken, has, of, proxied} from "./api.js";
import {stageOf} from "./access.js";
import {Absent, Choice, Code, Failure, Method, Status, Text, useNarrow, Way} from "./parts.jsx";
import {pretty} from "./request.js";

const most = 500; // entries that the page keeps

// Journal shows the last requests of a world as they come.
export function Journal({contract, world}) {
  const {entries, error, live, absent, clear} = useJournal(world);
  const [what, setWhat] = useState("all");
  const [find, setFind] = useState("");
  const [chosen, setChosen] = useState(null);
  if (absent) return <Absent what="journal" />;
  const word = find.toLowerCase();
  const shown = entries.filter((e) => kinds[what].fits(e) && `${e.method} ${e.path} ${e.persona ?? ""} ${e.operation ?? ""} ${e.reason ?? ""}`.toLowerCase().includes(word));
  const entry = shown.find((e) => e.id === chosen);
  const narrow = useNarrow();
  return (
    <>
      <p class="lead">What was asked of {proxied ? "the server" : <>the world <b>{world}</b></>}, the last request first. Tokens and passwords are not kept.</p>
      <div class="row">
        <Choice label="Show" value={what} onChange={setWhat} options={Object.entries(kinds).map(([value, k]) => ({value, label: k.label}))} />
        <Text label="Find" type="search" value={find} onChange={setFind} placeholder="path, persona, reason" />
        <span class="quiet" role="status">{live ? "live" : "not live"}, {shown.length} of {entries.length}</span>
        <button type="button" onClick={() => ask(of(world, "journal"), {method: "DELETE"}).then(clear)}>Clear</button>
        <a class="beside" href={control + of(world, "journal.har")} download>as HAR</a>
      </div>
      <Failure error={error} />
      <div class={entry && !narrow ? "split" : ""}>
        <div class="wide" tabIndex={0} role="region" aria-label="requests">
          <table class="stack journal">
            <thead><tr><th scope="col">Time</th><th scope="col">Status</th><th scope="col">Request</th>{!proxied && <th scope="col">Persona</th>}<th scope="col">Why</th></tr></thead>
            <tbody>
              {shown.map((e) => <Row key={e.id} entry={e} chosen={e.id === chosen} choose={() => setChosen(e.id === chosen ? null : e.id)} />)
                .flatMap((row, i) => narrow && shown[i] === entry ? [row, <tr key="entry"><td colSpan={5}><Entry contract={contract} entry={entry} /></td></tr>] : [row])}
              {shown.length === 0 && <tr><td colSpan={5} class="quiet">nothing yet</td></tr>}
            </tbody>
          </table>
        </div>
        {entry && !narrow && <Entry contract={contract} entry={entry} />}
      </div>
    </>
  );
}

function Row({entry: e, chosen, choose}) {
  return (
    <tr class={chosen ? "chosen" : ""}>
      <td>{new Date(e.time).toLocaleTimeString([], {hour12: false})}</td>
      <td><Status code={e.status} /></td>
      <th scope="row"><button type="button" class="link" aria-expanded={chosen} onClick={choose}><Method name={e.method} /> <span class="path">{e.path}</span></button></th>
      {!proxied && <td>{e.persona}</td>}
      <td>
        {e.violations.length > 0 && <span class="fault">server</span>} {e.faults.length > 0 && <span class="fault">client</span>} {e.warnings.length > 0 && <span class="quiet">warning</span>}{" "}
        {e.by && <span class="quiet">{e.by}</span>} {e.rule && <b>{e.rule}</b>} {(e.reason ?? e.violations[0] ?? (proxied ? e.faults[0] : ""))?.split("; these personas")[0]}
      </td>
    </tr>
  );
}

const kinds = {
  all: {label: "all requests", fits: () => true},
  refused: {label: "refused", fits: (e) => e.status >= 400},
  ...(proxied ? {violations: {label: "the server broke the contract", fits: (e) => e.violations.length > 0}} : {denied: {label: "denied: 401 and 403", fits: (e) => e.status === 401 || e.status === 403}}),
  faults: {label: "the client broke the contract", fits: (e) => e.faults.length > 0},
  warnings: {label: "with warnings", fits: (e) => e.warnings.length > 0},
};

function Entry({contract, entry}) {
  const problem = parsed(entry.answered);
  const rule = contract.requirements.find((q) => q.id === entry.rule);
  return (
    <aside class="why" aria-live="polite" aria-label="request">
      <h2><Status code={entry.status} /> <Method name={entry.method} /></h2>
      <p class="path">{entry.path}</p>
      {entry.by && <p>By {entry.by}.</p>}
      {!entry.by && !proxied && <Way at={stageOf(entry.status, problem, entry.stage, Boolean(entry.operation))} why={entry.reason} />}
      {entry.violations.length > 0 && <><h3>The server broke the contract</h3><ul>{entry.violations.map((f, i) => <li key={i}>{f}</li>)}</ul></>}
      {entry.reason && <p>{entry.reason}</p>}
      {rule && <p><b>{rule.id}</b> <span class="quiet">({rule.level})</span> {rule.text}</p>}
      {entry.faults.length > 0 && <><h3>The client broke the contract</h3><ul>{entry.faults.map((f, i) => <li key={i}>{f}</li>)}</ul></>}
      {entry.warnings.length > 0 && <><h3>What the contract does not have</h3><ul>{entry.warnings.map((f, i) => <li key={i}>{f}</li>)}</ul></>}
      <p class="quiet">{[entry.operation, entry.persona && `as ${entry.persona}`, entry.took !== undefined && `${entry.took.toFixed(2)} ms`].filter(Boolean).join(", ")}</p>
      {entry.sent && <><h3>Sent</h3><Code text={pretty(entry.sent)} label="body of the request" /></>}
      {entry.answered && <><h3>Answered</h3><Code text={pretty(entry.answered)} label="body of the reply" /></>}
      {entry.cut && <p class="quiet">Long bodies are kept in their beginning alone.</p>}
    </aside>
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// useJournal reads the journal, then listens for what comes. Where the mock went and
// came back it begins again.
function useJournal(world) {
  const [state, setState] = useState(empty);
  useEffect(() => {
    const stop = new AbortController();
    setState(empty);
    follow(world, stop.signal, setState).catch((error) => stop.signal.aborted || setState((s) => ({...s, error, live: false})));
    return () => stop.abort();
  }, [world]);
  return {...state, clear: () => setState((s) => ({...s, entries: []}))};
}

const empty = {entries: [], error: null, live: false, absent: false};

async function follow(world, signal, setState) {
  if (!await has("/worlds/{world}/journal")) {
    setState((s) => ({...s, absent: true}));
    return;
  }
  for (; !signal.aborted; await new Promise((again) => setTimeout(again, 1000))) {
    let entries;
    try {
      entries = (await ask(`${of(world, "journal")}?limit=${most}`, {signal})).entries.map(entryOf).reverse();
    } catch (error) {
      if (error.status === 404) setState((s) => ({...s, absent: true}));
      if (error.status !== 0) throw error;
      continue;
    }
    if (signal.aborted) return;
    setState((s) => ({...s, entries, error: null, live: true}));
    const add = (e) => setState((s) => s.entries.some((known) => known.id === e.id) ? s : {...s, entries: [entryOf(e), ...s.entries].slice(0, most)});
    await listen(`${of(world, "journal", "events")}?after=${entries[0]?.id ?? 0}`, signal, add).catch(() => {});
    setState((s) => ({...s, live: false}));
  }
}

// listen reads server-sent events by hand until they end: EventSource sends no header,
// and a mock off loopback wants its token in one.
async function listen(path, signal, each) {
  const reply = await fetch(control + path, {signal, credentials: "omit", headers: controlToken() ? {"Rolecall-Control-Token": controlToken()} : {}});
  if (!reply.ok) return;
  let rest = "";
  for (const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();;) {
    const {value, done} = await reader.read();
    if (done || signal.aborted) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
      if (data) each(JSON.parse(data));
    }
  }
}

// entryOf is an entry of the journal as this page shows it.
function entryOf(e) {
  const told = (f) => f.rule ? `${f.rule}: ${f.detail}` : f.detail;
  return {
    ...e, violations: (e.violations ?? []).map(told), took: e.ms, sent: e.request?.body, answered: e.reply?.body, cut: e.request?.cut || e.reply?.cut,
    faults: (e.faults ?? []).filter((f) => !f.warning).map(told), warnings: (e.faults ?? []).filter((f) => f.warning).map((f) => f.detail),
  };
}
