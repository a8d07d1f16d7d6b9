// Small parts that every view uses.
import {useEffect, useMemo, useRef, useState} from "preact/hooks";
import {stages} from "./access.js";

// Copy is a button that puts a text on the clipboard, and says so.
export function Copy({text, label, what}) {
  const [done, setDone] = useState("");
  const timer = useRef();
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone("copied");
    } catch {
      setDone("not copied: the browser forbids it");
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(""), 1500);
  };
  return (
    <button type="button" class="small" onClick={copy} aria-label={`copy ${what ?? label}`}>
      {done || label}
      <span class="unseen" role="status">{done && `${what ?? label} ${done}`}</span>
    </button>
  );
}

export function Method({name}) {
  return <span class={`method ${name === "GET" ? "" : "writes"}`}>{name}</span>;
}

export function Status({code}) {
  return <span class={`status ${code >= 400 || code === 0 ? "refused" : ""}`}>{code || "—"}</span>;
}

// Way is the picture of a request's way through the stages, with the one that
// refused it.
export function Way({at, why}) {
  const end = stages.findIndex((s) => s.name === at);
  return (
    <ol class="way" aria-label="the request's way through the mock">
      {stages.map((s, i) => {
        const state = i < end ? "passed" : i > end ? "unreached" : s.name === "reply" ? "answered" : "refused";
        return (
          <li key={s.name} class={state} title={s.says}>
            <span class="mark" aria-hidden="true">{{passed: "✓", answered: "✓", refused: "✕", unreached: "·"}[state]}</span>
            <span class="name">{s.name}</span>
            <span class="unseen">: {state === "unreached" ? "not reached" : state}{state === "refused" && why ? `, ${why}` : ""}</span>
          </li>
        );
      })}
    </ol>
  );
}

// Failure is what went wrong with a call of the control API.
export function Failure({error}) {
  if (!error) return null;
  return <p class="failure" role="alert">{error.message}</p>;
}

// Absent stands for what this mock does not have.
export function Absent({what}) {
  return <p class="quiet">This mock has no {what}.</p>;
}

// Choice is a select with a label.
export function Choice({label, value, onChange, options}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {options.map((o) => <option key={o.value ?? o} value={o.value ?? o}>{o.label ?? o}</option>)}
      </select>
    </label>
  );
}

// Text is an input with a label.
export function Text({label, value, onChange, ...rest}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="text" value={value} onInput={(e) => onChange(e.currentTarget.value)} autocomplete="off" spellcheck={false} {...rest} />
    </label>
  );
}

// Said is a text of the document, where names stand between backticks.
export function Said({text}) {
  return <>{(text ?? "").split("`").map((part, i) => i % 2 === 1 ? <code key={i}>{part}</code> : part)}</>;
}

// Code is a text that may be wider than the page.
export function Code({text, label}) {
  return <pre class="code" tabIndex={0} role="region" aria-label={label}><code>{text}</code></pre>;
}

// useLoaded asks for something when what it depends on changes.
export function useLoaded(load, inputs) {
  const [state, setState] = useState({value: null, error: null, loading: true});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((s) => ({...s, loading: true}));
    load(stop.signal).then(
      (value) => !stop.signal.aborted && setState({value, error: null, loading: false}),
      (error) => !stop.signal.aborted && setState({value: null, error, loading: false}),
    );
    return () => stop.abort();
  }, [...inputs, turn]);
  return {...state, again: () => setTurn((t) => t + 1)};
}

// useEvery does something again and again while somebody looks.
export function useEvery(milliseconds, what) {
  const then = useRef(what);
  then.current = what;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || then.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

// useNarrow tells whether the window is a narrow one.
export function useNarrow() {
  const query = useMemo(() => matchMedia("(max-width: 640px)"), []);
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const change = () => setNarrow(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, [query]);
  return narrow;
}
