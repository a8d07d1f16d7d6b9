import {render} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {ask, proxied, setControlToken} from "./api.js";
import {Findings} from "./findings.jsx";
import {Journal} from "./journal.jsx";
import {Matrix} from "./matrix.jsx";
import {Failure, useLoaded} from "./parts.jsx";
import {Personas} from "./personas.jsx";
import {Reference} from "./reference.jsx";
import {Rules} from "./rules.jsx";
import {Try} from "./try.jsx";
import {Worlds} from "./worlds.jsx";

const views = proxied ? [
  {path: "journal", name: "Journal", view: Journal},
  {path: "findings", name: "Findings", view: Findings},
] : [
  {path: "personas", name: "Personas", view: Personas},
  {path: "matrix", name: "Matrix", view: Matrix},
  {path: "try", name: "Try it", view: Try},
  {path: "journal", name: "Journal", view: Journal},
  {path: "worlds", name: "Worlds", view: Worlds},
  {path: "rules", name: "Rules", view: Rules},
  {path: "reference", name: "Reference", view: Reference},
];

// place reads the address: the view, and what it is about.
function place() {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
  return {path: views.some((v) => v.path === path) ? path : views[0].path, about: Object.fromEntries(new URLSearchParams(search ?? ""))};
}

const themes = ["auto", "light", "dark"];

function App() {
  const [at, setAt] = useState(place());
  const [world, setWorld] = useState(sessionStorage.getItem("rolecall-world") ?? "default");
  const [theme, setTheme] = useState(localStorage.getItem("rolecall-theme") ?? "auto");
  const contract = useLoaded((signal) => ask("/contract", {signal}), []);
  const personas = useLoaded(async (signal) => proxied ? {personas: []} : ask("/personas", {signal, world: world === "default" ? "" : world}), [world]);
  const edition = useEdition(() => { contract.again(); personas.again(); });
  useEffect(() => {
    const moved = () => setAt(place());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("rolecall-theme", theme);
  }, [theme]);
  useEffect(() => sessionStorage.setItem("rolecall-world", world), [world]);
  const current = views.find((v) => v.path === at.path);
  useEffect(() => {
    document.title = `${current.name} · ${contract.value?.title ?? "rolecall"}`;
  }, [current, contract.value]);
  const before = useRef(at.path);
  useEffect(() => {
    if (before.current !== at.path) document.getElementById("main").focus(); // those who listen hear the new view
    before.current = at.path;
  }, [at.path]);
  const View = current.view;
  const error = contract.error ?? personas.error;
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main").focus(); }}>Skip to the content</a>
      <header class="top">
        <p class="title"><b>{contract.value?.title ?? "rolecall"}</b> <span class="quiet">{contract.value?.version}</span></p>
        <p class="where">
          {world !== "default" && <span class="world">world <b>{world}</b> <button type="button" class="small" onClick={() => setWorld("default")}>leave</button></span>}
          <button type="button" class="small" onClick={() => setTheme(themes[(themes.indexOf(theme) + 1) % themes.length])}>{`theme: ${theme}`}</button>
        </p>
        <nav aria-label="Views">
          <ul>
            {views.map((v) => (
              <li key={v.path}><a href={"#/" + v.path} aria-current={v.path === at.path ? "page" : undefined}>{v.name}</a></li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{current.name}</h1>
        {edition.trouble && <div class="failure" role="alert"><p>{edition.lost ? "" : "An edit was not taken over; the mock goes on as it was."}</p><pre>{edition.trouble}</pre></div>}
        {error && <Refused error={error} again={() => { contract.again(); personas.again(); }} />}
        {!error && contract.value && personas.value && (
          <View contract={contract.value} personas={personas.value.personas} morePersonas={personas.again} world={world} setWorld={setWorld} about={at.about} />
        )}
      </main>
    </>
  );
}

// useEdition asks again and again which contract is served, and tells when it is
// another, or what keeps an edit out.
function useEdition(changed) {
  const [edition, setEdition] = useState({});
  const then = useRef(changed);
  then.current = changed;
  useEffect(() => {
    if (proxied) return;
    let digest;
    const look = async () => {
      if (document.hidden) return;
      try {
        const now = await ask("/edition");
        if (digest !== undefined && digest !== now.digest) then.current();
        digest = now.digest;
        setEdition((before) => before.trouble === now.trouble && !before.lost ? before : now);
      } catch (error) {
        if (error.status === 0) setEdition({trouble: error.message, lost: true});
      }
    };
    look();
    const timer = setInterval(look, 2000);
    return () => clearInterval(timer);
  }, []);
  return edition;
}

// Refused asks for the token that a mock off loopback wants.
function Refused({error, again}) {
  const [token, setToken] = useState("");
  if (error.status !== 401 && error.status !== 403) return <Failure error={error} />;
  const submit = (e) => {
    e.preventDefault();
    setControlToken(token);
    again();
  };
  return (
    <form onSubmit={submit} class="row">
      <Failure error={error} />
      <label class="field"><span>Control token</span><input type="password" value={token} onInput={(e) => setToken(e.currentTarget.value)} /></label>
      <button>Go on</button>
    </form>
  );
}

render(<App />, emptied(document.getElementById("app")));

function emptied(node) {
  node.textContent = "";
  return node;
}
