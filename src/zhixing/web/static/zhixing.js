// Keyboard, dialogs, picking rows and the why-drawer. No inline code anywhere, so the policy can forbid it.
(function () {
  "use strict";
  var one = function (query, from) { return (from || document).querySelector(query); };
  var all = function (query, from) { return Array.prototype.slice.call((from || document).querySelectorAll(query)); };

  // ---- rows -------------------------------------------------------------
  var current = null;
  function rows() { return all("[data-rows] [data-row]").filter(function (row) { return row.offsetParent !== null; }); }
  function go(step) {
    var list = rows();
    if (!list.length) return;
    var place = list.indexOf(current);
    var next = place < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(place + step, 0), list.length - 1);
    if (current) { current.removeAttribute("data-current"); current.removeAttribute("tabindex"); }
    current = list[next];
    current.setAttribute("data-current", "");
    current.setAttribute("tabindex", "-1");
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest" });
  }
  function openRow(row) {
    if (row && row.dataset.href) window.location.assign(row.dataset.href);
  }

  // ---- picking ----------------------------------------------------------
  function countPicks() {
    all("[data-pick-all]").forEach(function (head) {
      var boxes = all("[data-pick]", head.closest("table"));
      head.checked = boxes.length > 0 && boxes.every(function (box) { return box.checked; });
    });
    all("[data-bulk]").forEach(function (form) {
      var picked = all("[data-pick]:checked", form).length;
      var bar = one(".zx-bulk", form);
      if (bar) { bar.hidden = !picked; one("[data-picked]", bar).textContent = picked; addUp(form, bar); }
    });
  }
  // What the picked rows do together, as their boxes say in data-sums ("documents:2 fen:12345").
  function addUp(form, bar) {
    var sums = {};
    all("[data-pick][data-sums]:checked", form).forEach(function (box) {
      count(box, 1);
      all("[data-act][data-sums]:not(:checked)", box.closest("[data-row]")).forEach(function (act) { count(act, -1); });
    });
    function count(box, sign) {
      box.dataset.sums.split(" ").forEach(function (part) {
        var pair = part.split(":");
        sums[pair[0]] = (sums[pair[0]] || 0) + sign * Number(pair[1]);
      });
    }
    all("[data-sum-of]", bar).forEach(function (place) {
      var sum = sums[place.dataset.sumOf] || 0;
      place.hidden = !sum;
      one("[data-sum]", place).textContent = "isMoney" in place.dataset
        ? String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, ",") + "." + ("0" + sum % 100).slice(-2) : sum;
    });
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-pick-all]")) {
      all("[data-pick]", event.target.closest("table")).forEach(function (box) { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-pick], [data-pick-all], [data-act]")) countPicks();
    if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
  });

  // ---- drawer -----------------------------------------------------------
  var asker = null;
  function closeDrawer() {
    var drawer = one("#drawer");
    if (!drawer || drawer.hidden) return false;
    drawer.hidden = true;
    document.body.classList.remove("zx-with-drawer");
    if (asker) asker.focus();
    return true;
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.matches && event.target.matches("[hx-target='#why']")) asker = event.target;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id === "why") {
      one("#drawer").hidden = false;
      document.body.classList.add("zx-with-drawer");
      event.target.scrollTop = 0;
      event.target.focus({ preventScroll: true });
    }
    current = null;
    countPicks();
  });
  document.addEventListener("htmx:responseError", function (event) {
    // An answer that is not a fragment (signed out, not allowed, gone) is shown as the page it is, when a person asked
    // for it; a part of a page that could not be loaded only says so.
    var cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    if (!cause || (cause.type !== "click" && cause.type !== "submit" && cause.type !== "keydown")) {
      event.detail.target.textContent = document.documentElement.lang === "en" ? "Not available now." : "暂时无法显示。";
      return;
    }
    window.location.assign(event.detail.pathInfo.requestPath);
  });

  // ---- clicks -----------------------------------------------------------
  document.addEventListener("click", function (event) {
    var target = event.target;
    var opener = target.closest("[data-dialog]");
    if (opener) { var dialog = document.getElementById(opener.dataset.dialog); if (dialog) dialog.showModal(); return; }
    if (target.closest("[data-close-dialog]")) { target.closest("dialog").close(); return; }
    if (target.closest("[data-close-drawer]")) { closeDrawer(); return; }
    if (target.closest("[data-print]")) { window.print(); return; }
    all("[data-menu][open]").forEach(function (menu) { if (!menu.contains(target)) menu.open = false; });
    var row = target.closest("[data-row][data-href]");
    if (row && !target.closest("a, button, input, label, select, summary, details") && !String(window.getSelection())) openRow(row);
  });

  function pickRow() { var box = current && one("[data-pick]", current); if (box) box.click(); }

  // ---- keys -------------------------------------------------------------
  var ACTS = {
    j: function () { go(1); },
    k: function () { go(-1); },
    x: pickRow,
    " ": pickRow,
    o: function () { var fold = current && one("[data-unfold]", current); if (fold) fold.open = !fold.open; },
    a: function () {
      var button = (current && one("[data-approve]", current)) || one(".zx-bulk:not([hidden]) [data-approve]") ||
        one(".zx-head-acts [data-approve]");
      if (button) button.click();
    },
    u: function () { var button = one("[data-undo]"); if (button) button.click(); },
    w: function () { var figure = one(".zx-why", current || document); if (figure) figure.click(); },
    "/": function () { var field = one("#search"); if (field) { field.focus(); field.select(); } },
    "?": function () { var keys = one("#keys"); if (keys && !keys.open) keys.showModal(); }
  };
  function choose(place) {
    var button = one('[data-choose="' + place + '"]', current || one("[data-choices]") || document.createElement("i"));
    if (button) button.click();
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      all("[data-menu][open]").forEach(function (menu) { menu.open = false; one("summary", menu).focus(); });
      if (!one("dialog[open]") && !event.target.matches("input")) closeDrawer();
      return;
    }
    if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") || one("dialog[open]")) return;
    if (event.key === "Enter") {
      if (current && event.target === current) { event.preventDefault(); openRow(current); }
      return;
    }
    if (/^[1-5]$/.test(event.key)) { choose(event.key); return; }
    // the space bar belongs to whatever holds the focus, and scrolls where nothing does; only on a row it picks
    if (event.key === " " && event.target !== current) return;
    var act = ACTS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // ---- phone and paper -----------------------------------------------------
  function labelCells() {
    all("table[data-rows]").forEach(function (table) {
      var heads = all("thead th", table).map(function (head) { return head.classList.contains("zx-col-act") || head.classList.contains("zx-col-pick") ? "" : head.textContent.trim(); });
      all("tbody tr[data-row], tbody tr[data-labels]", table).forEach(function (row) {
        all("td", row).forEach(function (cell, place) { if (heads[place] && cell.colSpan === 1) cell.dataset.label = heads[place]; });
      });
    });
  }
  labelCells();
  countPicks();
  if (one("[data-go-first]")) go(1);
  document.addEventListener("htmx:afterSettle", labelCells);
  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = all("details.zx-article:not([open])");
    unfolded.forEach(function (article) { article.open = true; });
  });
  window.addEventListener("afterprint", function () { unfolded.forEach(function (article) { article.open = false; }); });

  // ---- a form is sent once ------------------------------------------------
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
})();
