// Behaviour of a result's view. `element` is the node around it; its content may be replaced at
// any time, so every listener sits on `element` and looks at what was hit.
(function () {
  var tip = null;
  function all(selector) { return Array.prototype.slice.call(element.querySelectorAll(selector)); }
  function root() { return element.matches(".sz") ? element : element.querySelector(".sz"); }
  function source(n) { return all('.sz-s[data-s="' + n + '"]'); }
  function numbers(s) { return (s.dataset.e || "").split(" ").filter(Boolean); }
  function clear() { all(".sz-s.on, .sz-s.proof").forEach(function (s) { s.classList.remove("on", "proof"); }); }
  function light(s) {
    clear();
    if (s.dataset.m !== undefined) {
      all('.sz-s[data-m="' + s.dataset.m + '"]').forEach(function (p) { p.classList.add("on"); });
      numbers(s).forEach(function (n) { source(n).forEach(function (p) { p.classList.add("proof"); }); });
    } else {
      source(s.dataset.s).forEach(function (p) { p.classList.add("on"); });
      all(".sz-s[data-m]").forEach(function (p) {
        if (numbers(p).indexOf(s.dataset.s) >= 0) p.classList.add("proof");
      });
    }
  }
  function calm() { return window.matchMedia("(prefers-reduced-motion: reduce)").matches; }
  function go(node) {
    if (!node) return;
    var hidden = node.closest("details:not([open])");
    if (hidden) hidden.open = true;
    node.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    node.classList.remove("flash");
    void node.offsetWidth;
    node.classList.add("flash");
  }
  function visible(nodes) {
    return nodes.filter(function (n) { return n.getClientRects().length; });
  }
  function partner(s) {
    if (s.dataset.m !== undefined) return visible(numbers(s).length ? source(numbers(s)[0]) : [])[0];
    var others = visible(source(s.dataset.s)).filter(function (p) { return p.lang !== s.lang; });
    return others[0] || visible(all(".sz-s[data-m]")).filter(function (p) {
      return numbers(p).indexOf(s.dataset.s) >= 0;
    })[0];
  }
  function showTip(mark) {
    hideTip();
    tip = document.createElement("div");
    tip.className = "sz-tip";
    tip.setAttribute("role", "tooltip");
    tip.textContent = mark.dataset.tip;
    (root() || document.body).appendChild(tip);
    var at = mark.getClientRects()[0] || mark.getBoundingClientRect();
    var box = tip.getBoundingClientRect();
    var left = Math.min(Math.max(8, at.left), window.innerWidth - box.width - 8);
    var top = at.top - box.height - 8;
    if (top < 8) top = at.bottom + 8;
    // A transformed or filtered ancestor makes `fixed` relative to it: measure and correct.
    tip.style.left = left + "px";
    tip.style.top = top + "px";
    var seen = tip.getBoundingClientRect();
    tip.style.left = 2 * left - seen.left + "px";
    tip.style.top = 2 * top - seen.top + "px";
  }
  function hideTip() { if (tip) { tip.remove(); tip = null; } }
  function reach(event) {
    var mark = event.target.closest("[data-tip]");
    if (mark && element.contains(mark)) showTip(mark);
    var s = event.target.closest(".sz-s");
    if (s && element.contains(s)) light(s);
  }
  element.addEventListener("pointerover", reach);
  element.addEventListener("focusin", reach);
  element.addEventListener("pointerout", function (event) {
    hideTip();
    var to = event.relatedTarget;
    if (!to || !to.closest || !to.closest(".sz-s")) clear();
  });
  element.addEventListener("focusout", function () { hideTip(); clear(); });
  element.addEventListener("click", function (event) {
    var view = event.target.closest("button[data-view]");
    if (view) {
      root().dataset.view = view.dataset.view;
      all("button[data-view]").forEach(function (b) { b.setAttribute("aria-pressed", String(b === view)); });
      return;
    }
    var link = event.target.closest("a[data-go]");
    if (link) {
      event.preventDefault();
      var to = visible(all(link.dataset.go))[0];
      if (to) { go(to); to.focus({ preventScroll: true }); }
      return;
    }
    var s = event.target.closest(".sz-s");
    if (s && String(window.getSelection()) === "") {
      var p = partner(s);
      go(p);
      light(s);
    }
  });
  // One tab stop for each text; the arrows walk its sentences, left and right change the language.
  element.addEventListener("keydown", function (event) {
    var s = event.target.closest && event.target.closest(".sz-s");
    if (!s || event.target !== s) return;
    var group = visible(all(s.dataset.m !== undefined ? ".sz-s[data-m]" : ".sz-s[data-s]"));
    var same = group.filter(function (n) { return n.lang === s.lang; });
    var at = same.indexOf(s), to = null;
    if (event.key === "ArrowDown") to = same[at + 1];
    else if (event.key === "ArrowUp") to = same[at - 1];
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      var key = s.dataset.m !== undefined ? "m" : "s";
      to = group.filter(function (n) { return n.lang !== s.lang && n.dataset[key] === s.dataset[key]; })[0];
    } else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(partner(s)); return; }
    else return;
    event.preventDefault();
    if (!to) return;
    same.forEach(function (n) { n.tabIndex = -1; });
    to.tabIndex = 0;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  });
  window.addEventListener("beforeprint", function () {
    all("details").forEach(function (d) { d.open = true; });
  });
})();
