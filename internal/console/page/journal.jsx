import {useEffect, useState} from "preact/hooks";
import {ask, control, controlToken, has, of} from "./api.js";
import {stageOf} from "./access.js";
import {Absent, Choice, Code, Failure, Method, Status, Text, Way} from "./parts.jsx";
import {pretty} from "./request.js";

const most = 500; // entries that the page keeps

// Journal shows the last requests of a world as they come.
export function Journal({contract, world}) {
  const {entries, error, live, absent} = useJournal(world);
  const [what, setWhat] = useState("all");
  const [find, setFind] = useState("");
  const [chosen, setChosen] = useState(null);
  if (absent) return <Absent what="journal" />;
  const word = find.toLowerCase();
  const shown = entries.filter((e) => kinds[what].fits(e) && `${e.method} ${e.path} ${e.persona ?? ""} ${e.operation ?? ""} ${e.reason ?? ""}`.toLowerCase().includes(word));
  const entry = shown.find((e) => e.id === chosen);
  return (
    <>
      <p class="lead">What was asked of the world <b>{world}</b>, the last request first. Tokens and passwords are not kept.</p>
      <div class="row">
        <Choice label="Show" value={what} onChange={setWhat} options={Object.entries(kinds).map(([value, k]) => ({value, label: k.label}))} />
        <Text label="Find" type="search" value={find} onChange={setFind} placeholder="path, persona, reason" />
        <span class="quiet" role="status">{live ? "live" : "not live"}, {shown.length} of {entries.length}</span>
      </div>
      <Failure error={error} />
      <div class={entry ? "split" : ""}>
        <div class="wide" tabIndex={0} role="region" aria-label="requests">
          <table class="stack">
            <thead><tr><th scope="col">Time</th><th scope="col">Status</th><th scope="col">Request</th><th scope="col">Persona</th><th scope="col">Why</th></tr></thead>
            <tbody>
              {shown.map((e) => (
                <tr key={e.id} class={e.id === chosen ? "chosen" : ""}>
                  <td>{new Date(e.time).toLocaleTimeString()}</td>
                  <td><Status code={e.status} /></td>
                  <th scope="row"><button type="button" class="link" aria-expanded={e.id === chosen} onClick={() => setChosen(e.id === chosen ? null : e.id)}><Method name={e.method} /> <span class="path">{e.path}</span></button></th>
                  <td>{e.persona}</td>
                  <td>{e.faults.length > 0 && <span class="fault">client</span>} {e.rule && <b>{e.rule}</b>} {e.reason}</td>
                </tr>
              ))}
              {shown.length === 0 && <tr><td colSpan={5} class="quiet">nothing yet</td></tr>}
            </tbody>
          </table>
        </div>
        {entry && <Entry contract={contract} entry={entry} />}
      </div>
    </>
  );
}

const kinds = {
  all: {label: "all requests", fits: () => true},
  refused: {label: "refused", fits: (e) => e.status >= 400},
  denied: {label: "denied: 401 and 403", fits: (e) => e.status === 401 || e.status === 403},
  faults: {label: "the client broke the contract", fits: (e) => e.faults.length > 0},
};

function Entry({contract, entry}) {
  const problem = parsed(entry.reply);
  const rule = contract.requirements.find((q) => q.id === entry.rule);
  return (
    <aside class="why" aria-live="polite" aria-label="request">
      <h2><Status code={entry.status} /> <Method name={entry.method} /></h2>
      <p class="path">{entry.path}</p>
      <Way at={stageOf(entry.status, problem, entry.stage, Boolean(entry.operation))} why={entry.reason} />
      {entry.reason && <p>{entry.reason}</p>}
      {rule && <p><b>{rule.id}</b> <span class="quiet">({rule.level})</span> {rule.text}</p>}
      {entry.faults.length > 0 && <><h3>The client broke the contract</h3><ul>{entry.faults.map((f, i) => <li key={i}>{f}</li>)}</ul></>}
      <p class="quiet">{[entry.operation, entry.persona && `as ${entry.persona}`, entry.took !== undefined && `${entry.took.toFixed(2)} ms`].filter(Boolean).join(", ")}</p>
      {entry.sent && <><h3>Sent</h3><Code text={pretty(entry.sent)} label="body of the request" /></>}
      {entry.reply && <><h3>Answered</h3><Code text={pretty(entry.reply)} label="body of the reply" /></>}
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

// useJournal reads the journal, then listens for what comes.
function useJournal(world) {
  const [state, setState] = useState({entries: [], error: null, live: false});
  useEffect(() => {
    const stop = new AbortController();
    setState({entries: [], error: null, live: false});
    const add = (entries) => setState((s) => {
      const known = new Set(s.entries.map((e) => e.id));
      return {...s, entries: [...entries.filter((e) => !known.has(e.id)).reverse(), ...s.entries].slice(0, most)};
    });
    has("/worlds/{world}/journal").then((there) => there ? ask(of(world, "journal"), {signal: stop.signal}) : null).then((value) => {
      if (stop.signal.aborted) return;
      if (!value) {
        setState((s) => ({...s, absent: true}));
        return;
      }
      add((value.entries ?? []).map(entryOf));
      listen(world, stop.signal, (e) => add([entryOf(e)]), (live) => setState((s) => ({...s, live})));
    }, (error) => stop.signal.aborted || setState((s) => ({...s, error})));
    return () => stop.abort();
  }, [world]);
  return state;
}

// listen reads server-sent events by hand: EventSource sends no header, and a mock
// off loopback wants its token in one. A stream that ends is opened again.
async function listen(world, signal, each, live) {
  while (!signal.aborted) {
    try {
      const reply = await fetch(control + of(world, "journal", "events"), {signal, credentials: "omit", headers: controlToken() ? {"Rolecall-Control-Token": controlToken()} : {}});
      if (!reply.ok) return;
      live(true);
      let rest = "";
      for (const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();;) {
        const {value, done} = await reader.read();
        if (done) break;
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const data = event.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
          if (data) each(JSON.parse(data));
        }
      }
    } catch (error) {
      if (signal.aborted) return;
    }
    live(false);
    await new Promise((again) => setTimeout(again, 1000));
  }
}

// entryOf is an entry of the journal as this page shows it.
function entryOf(e) {
  return {
    id: e.id, time: e.time, method: e.method ?? e.request?.method, path: e.path ?? e.request?.path, status: e.status ?? e.reply?.status,
    persona: e.persona, operation: e.operation, rule: e.rule, reason: e.reason, stage: e.stage, took: e.ms,
    faults: (e.faults ?? []).map((f) => f.detail ?? String(f)), sent: e.request?.body, reply: e.reply?.body,
  };
}
