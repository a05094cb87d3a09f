/* Comfort only: every page works without this file. */
(function () {
  var d = document, PRE = 'draft:';
  function all(sel, root) { return Array.prototype.slice.call((root || d).querySelectorAll(sel)); }
  function store(fn) { try { return fn(window.localStorage); } catch (e) { return null; } }

  /* bulk selection: count, tri-state head box, marked rows */
  function sync() {
    all('form[data-bulk]').forEach(function (form) {
      var boxes = all('tbody input[type=checkbox]', form), head = form.querySelector('[data-all]');
      var n = boxes.filter(function (b) { return b.checked; }).length;
      boxes.forEach(function (b) {
        var row = b.closest('tr');
        if (row) { row.classList.toggle('sel', b.checked); }
      });
      if (head) { head.checked = n > 0 && n === boxes.length; head.indeterminate = n > 0 && n < boxes.length; }
      all('[data-count]', form).forEach(function (c) { c.textContent = n ? '已选 ' + n + ' 项' : c.getAttribute('data-count'); });
    });
  }

  /* drafts: textarea[data-draft="person:item:field"], kept in this browser until it is sent */
  function drafts() {
    all('textarea[data-draft]').forEach(function (area) {
      var kept = store(function (s) { return s.getItem(PRE + area.dataset.draft); });
      if (kept && !area.value) { area.value = kept; }
    });
  }
  function forget(prefix) {
    store(function (s) {
      Object.keys(s).forEach(function (k) { if (k.indexOf(prefix) === 0) { s.removeItem(k); } });
    });
  }

  function closeMenus(but) {
    all('details.menu[open]').forEach(function (m) { if (!but || !m.contains(but)) { m.open = false; } });
  }

  d.addEventListener('change', function (e) {
    if (e.target.hasAttribute('data-all')) {
      all('tbody input[type=checkbox]', e.target.form).forEach(function (b) { b.checked = e.target.checked; });
    }
    sync();
  });
  d.addEventListener('input', function (e) {
    var key = e.target.dataset && e.target.dataset.draft;
    if (key) { store(function (s) { if (e.target.value) { s.setItem(PRE + key, e.target.value); } else { s.removeItem(PRE + key); } }); }
  });
  d.addEventListener('click', function (e) {
    closeMenus(e.target);
    if (e.target.closest('[data-print]')) { window.print(); }
  });
  d.addEventListener('keydown', function (e) {
    var box;
    if (e.key === 'Escape') { closeMenus(); }
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || /INPUT|TEXTAREA|SELECT/.test(e.target.tagName)) { return; }
    box = d.querySelector('input[type=search]');
    if (box) { e.preventDefault(); box.focus(); }
  });
  /* one submit a form: the second click within five seconds does nothing */
  d.addEventListener('submit', function (e) {
    var form = e.target;
    if (e.defaultPrevented || form.method !== 'post') { return; }
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(function () { delete form.dataset.sent; }, 5000);
    if (form.hasAttribute('data-signout')) { forget(PRE); }
    all('textarea[data-draft]', form).forEach(function (a) { forget(PRE + a.dataset.draft); });
  });
  d.addEventListener('htmx:afterSwap', sync);
  window.addEventListener('pageshow', function () {
    all('form[data-sent]').forEach(function (f) { delete f.dataset.sent; });
    sync();
  });

  all('[data-print]').forEach(function (b) { b.hidden = false; });
  var wrong = d.querySelector('.err[role=alert]') || d.querySelector('[aria-invalid=true]');
  if (wrong) { wrong.focus(); }
  drafts();
  sync();
})();
