// go leads to a view, and says what it is about: the address holds both.
export function go(path, about = {}) {
  const search = new URLSearchParams(about).toString();
  location.hash = "#/" + path + (search ? "?" + search : "");
}
