// What no page needs: a theme chosen here, times where the reader is, and news while the page is open.
((d, root) => {
  const key = "theme", themes = ["auto", "light", "dark"];
  let theme = "auto";
  const paint = () => theme == "auto" ? delete root.dataset.theme : root.dataset.theme = theme;
  try { theme = localStorage[key] || theme } catch {}
  paint();
  const local = () => d.querySelectorAll("main time[datetime*=T]").forEach(e => {
    const at = new Date(e.dateTime);
    if (!at.getTimezoneOffset()) return;
    const o = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
    if (at.getDate() != at.getUTCDate()) o.weekday = "short";
    const span = d.createElement("span");
    span.className = "loc";
    span.textContent = at.toLocaleTimeString([], o);
    e.append(" ", span);
  });
  const look = async main => {
    const r = await fetch(location, { cache: "no-cache" });
    if (!r.ok) return;
    const next = new DOMParser().parseFromString(await r.text(), "text/html"), fresh = next.querySelector("main");
    const told = fresh.dataset.revision != main.dataset.revision;
    if (main.contains(d.activeElement) || main.querySelector("details[open]")) {
      if (told) d.getElementById("news").textContent = "There is news. Reload the page to see it.";
      return;
    }
    main.replaceWith(fresh);
    d.title = next.title;
    local();
    if (told) d.getElementById("news").textContent = "Updated: " + fresh.querySelector("h1").textContent;
  };
  addEventListener("DOMContentLoaded", () => {
    local();
    const b = d.createElement("button");
    const name = () => b.textContent = "Theme: " + theme;
    b.onclick = () => {
      theme = themes[(themes.indexOf(theme) + 1) % 3];
      try { localStorage[key] = theme } catch {}
      paint();
      name();
    };
    name();
    d.querySelector("nav").append(b);
    setInterval(() => {
      const main = d.querySelector("main[data-revision]");
      if (main && !d.hidden) look(main).catch(() => {});
    }, 3e4);
  });
})(document, document.documentElement);
