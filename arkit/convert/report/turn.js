(() => {
  const root = document.documentElement;
  root.classList.add("script");
  const zh = document.getElementById("lang-zh"), en = document.getElementById("lang-en");
  const speak = () => {
    root.lang = zh.checked ? "zh-Hans" : "en";
    for (const one of document.querySelectorAll("[data-zh]")) {
      const words = zh.checked ? one.dataset.zh : one.dataset.en;
      if (one.tagName === "IMG" || one.tagName === "svg") one.setAttribute(one.tagName === "IMG" ? "alt" : "aria-label", words);
      else one.setAttribute("aria-label", words);
    }
  };
  if (/^zh/i.test(navigator.language)) zh.checked = true; else en.checked = true;
  zh.addEventListener("change", speak);
  en.addEventListener("change", speak);
  speak();
  const shut = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; shut.push(one); }
  });
  addEventListener("afterprint", () => { for (const one of shut.splice(0)) one.open = false; });

  const turn = document.querySelector(".turn");
  if (!turn) return;
  const [before, after] = [...document.querySelectorAll(".strip div")].map((row) => [...row.children]);
  const stage = turn.querySelector(".stage"), cut = turn.querySelector(".cut");
  const first = turn.querySelector(".first"), second = turn.querySelector(".second");
  const angle = turn.querySelector("#angle"), split = turn.querySelector("#split");
  const count = before.length;
  const show = () => {
    const place = ((Number(angle.value) % count) + count) % count;
    first.src = before[place].src;
    second.src = after[place].src;
    first.alt = before[place].alt;
    second.alt = after[place].alt;
    angle.setAttribute("aria-valuetext", `${Math.round(place * 360 / count)}°`);
    stage.style.setProperty("--split", `${split.value}%`);
  };
  angle.addEventListener("input", show);
  split.addEventListener("input", show);
  let held = null;
  stage.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, value: Number(angle.value), cutting: cut.contains(event.target) };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!held) return;
    const box = stage.getBoundingClientRect();
    if (held.cutting) {
      split.value = String(Math.round((event.clientX - box.left) / box.width * 100));
    } else {
      const steps = Math.round((held.x - event.clientX) / (box.width / count));
      angle.value = String((((held.value + steps) % count) + count) % count);
    }
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { held = null; });
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    if (event.shiftKey) split.value = String(Number(split.value) + step * 5);
    else angle.value = String((((Number(angle.value) + step) % count) + count) % count);
    event.preventDefault();
    show();
  });
  show();
})();
