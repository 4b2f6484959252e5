'use strict';

const $ = id => document.getElementById(id);
const VERDICTS = {ANOMALOUS: 'defective', NORMAL: 'normal', UNKNOWN_PRODUCT: 'unknown product'};
const LABELS = {CONFIRMED: 'confirmed', FALSE_ALARM: 'false alarm', MISSED: 'missed'};
const KEPT = 200;
const PAGE = 50;

let inspections = [];
let selected = null;
let token = null;

// The key comes in the fragment, which no server sees, and stays in this tab.
const given = new URLSearchParams(location.hash.slice(1)).get('key');
if (given) {
  sessionStorage.setItem('key', given);
  history.replaceState(null, '', location.pathname);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made) made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

let toasting;
function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toasting);
  toasting = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

function ask() {
  return new Promise(resolve => {
    $('ask').addEventListener('close', () => {
      const key = $('key').value.trim();
      $('key').value = '';
      if ($('ask').returnValue === 'ok' && key) sessionStorage.setItem('key', key);
      resolve($('ask').returnValue === 'ok');
    }, {once: true});
    $('ask').returnValue = '';
    $('ask').showModal();
  });
}

async function call(method, path, body) {
  const headers = {};
  const key = sessionStorage.getItem('key');
  if (key && method !== 'GET') headers['X-Api-Key'] = key;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
  const answer = await response.json();
  if (response.status === 401 && await ask()) return call(method, path, body);
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function attempt(work) {
  try {
    return await work();
  } catch (e) {
    toast(e.message || 'The station does not answer.');
    return null;
  }
}

const said = text => text.replace(/CONFIRMED|FALSE_ALARM|MISSED/, label => LABELS[label]);
const clock = time => new Date(time).toLocaleTimeString();
const when = time => new Date(time).toLocaleString();
const number = (value, digits = 2) => value.toFixed(digits);

function chip(verdict) {
  return element('span', {className: 'chip ' + verdict, textContent: VERDICTS[verdict]});
}

function item(one) {
  const f = one.finding;
  const button = element('button', {type: 'button', className: 'item'},
    element('img', {src: one.image, alt: '', loading: 'lazy'}),
    element('span', {className: 'name', textContent: f.product}),
    chip(f.verdict),
    element('span', {className: 'meta', textContent:
      '#' + one.id + ' ' + clock(one.time) + (one.label ? ' · ' + LABELS[one.label] : '')}));
  button.addEventListener('click', () => { $('follow').checked = false; select(one.id); });
  const line = element('li', {}, button);
  line.dataset.id = one.id;
  return line;
}

function passes(one) {
  return (!$('product').value || one.finding.product === $('product').value)
    && (!$('verdict').value || one.finding.verdict === $('verdict').value);
}

function mark() {
  for (const line of $('list').children) {
    const current = Number(line.dataset.id) === selected;
    line.firstChild.setAttribute('aria-current', current);
  }
  $('empty').hidden = inspections.length > 0;
  $('detail').hidden = selected === null;
}

async function load(before) {
  const query = new URLSearchParams({limit: PAGE});
  if ($('product').value) query.set('product', $('product').value);
  if ($('verdict').value) query.set('verdict', $('verdict').value);
  if (before) query.set('before', before);
  const answer = await attempt(() => call('GET', '/api/v1/inspections?' + query));
  if (!answer) return;
  if (!before) {
    inspections = [];
    $('list').replaceChildren();
  }
  inspections.push(...answer.inspections);
  $('list').append(...answer.inspections.map(item));
  $('older').hidden = answer.inspections.length < PAGE;
  if (!inspections.some(one => one.id === selected)) select(inspections.length ? inspections[0].id : null);
  mark();
}

function add(one) {
  if (!passes(one) || inspections.some(other => other.id === one.id)) return;
  inspections.unshift(one);
  $('list').prepend(item(one));
  while (inspections.length > KEPT) {
    inspections.pop();
    $('list').lastChild.remove();
    $('older').hidden = false;
  }
  if ($('follow').checked || selected === null) select(one.id); else mark();
}

function change(one) {
  const at = inspections.findIndex(other => other.id === one.id);
  if (at < 0) return;
  inspections[at] = one;
  $('list').children[at].replaceWith(item(one));
  if (selected === one.id) show(one);
  mark();
}

function select(id) {
  selected = id;
  const one = inspections.find(other => other.id === id);
  if (one) show(one);
  mark();
  const line = [...$('list').children].find(own => Number(own.dataset.id) === id);
  if (line) line.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

function step(by) {
  const at = inspections.findIndex(one => one.id === selected);
  const next = inspections[at + by];
  if (!next) {
    toast(by > 0 ? 'This is the last one that is shown.' : 'This is the newest one.');
    return;
  }
  $('follow').checked = false;
  select(next.id);
}

function show(one) {
  const f = one.finding;
  $('chip').className = 'chip ' + f.verdict;
  $('chip').textContent = VERDICTS[f.verdict];
  $('title').textContent = f.product + ' #' + one.id;
  $('said').hidden = !one.label;
  $('said').textContent = one.label ? LABELS[one.label] + ' by ' + one.labelBy : '';
  picture(one);
  const facts = [
    ['Score', number(f.score) + ' (threshold ' + number(f.threshold) + ')'],
    ['p-value', (f.pValue <= f.pValueResolution ? '≤ ' : '') + number(f.pValue, 3)],
    ['Defects', f.regions.length ? f.regions.length + ', the largest of '
      + Math.max(...f.regions.map(r => r.area)) + ' pixels' : 'no place'],
    ['Found', when(one.time) + ', from ' + one.source],
    ['Model', 'version ' + f.model + ', ' + number(f.milliseconds, 0) + ' ms'],
  ];
  if (f.knownDefect) facts.splice(3, 0, ['Most like', f.knownDefect.kind]);
  $('facts').replaceChildren(...facts.flatMap(([name, value]) =>
    [element('dt', {textContent: name}), element('dd', {textContent: value})]));
  $('warnings').replaceChildren(...f.warnings.map(w => element('li', {textContent: w.message})));
  const normal = f.verdict === 'NORMAL';
  $('false-alarm').disabled = normal;
  $('missed').disabled = !normal;
  $('take-back').disabled = !one.label;
  for (const [id, label] of [['confirm', 'CONFIRMED'], ['false-alarm', 'FALSE_ALARM'], ['missed', 'MISSED']]) {
    $(id).classList.toggle('chosen', one.label === label);
  }
}

function picture(one) {
  const f = one.finding;
  const source = $('heat').checked ? one.heatmap : one.image;
  if ($('picture').getAttribute('src') !== source) {
    $('picture').hidden = false;
    $('gone').hidden = true;
    $('picture').src = source;
  }
  $('picture').alt = f.product + ', ' + VERDICTS[f.verdict] + ($('heat').checked ? ', with its heat map' : '');
  const svg = $('contours');
  svg.setAttribute('viewBox', '0 0 ' + f.width + ' ' + f.height);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.replaceChildren();
  if (!$('outline').checked) return;
  for (const region of f.regions) {
    const points = region.contour.map(c => c.x + ',' + c.y).join(' ');
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    for (let i = 0; i < 2; i++) {
      const polygon = document.createElementNS('http://www.w3.org/2000/svg', 'polygon');
      polygon.setAttribute('points', points);
      group.append(polygon);
    }
    svg.append(group);
  }
}

async function say(label) {
  const id = selected;
  if (id === null) return;
  const path = '/api/v1/inspections/' + id + '/label';
  const one = await attempt(() => label ? call('PUT', path, {label}) : call('DELETE', path));
  if (one) {
    change(one);
    pending();
  }
}

async function pending() {
  const answer = await attempt(() => call('GET', '/api/v1/changes'));
  if (!answer) return;
  const count = answer.added.length + answer.dropped.length;
  $('pending').textContent = count;
  const parts = [];
  if (answer.added.length) {
    parts.push(element('div', {className: 'cards'}, ...answer.added.map(one => element('div', {className: 'card'},
      element('img', {src: one.image, alt: one.finding.product}),
      element('div', {textContent: one.finding.product + ' #' + one.id}),
      element('strong', {textContent: LABELS[one.label]})))));
  }
  if (answer.dropped.length) {
    parts.push(element('p', {textContent: answer.dropped.length + ' that it learned are no longer labeled so.'}));
  }
  for (const why of answer.left) parts.push(element('p', {className: 'quiet', textContent: why + '.'}));
  if (!parts.length) parts.push(element('p', {textContent: 'Nothing is collected.'}));
  $('collected').replaceChildren(...parts);
  $('preview').disabled = count === 0;
}

async function preview() {
  token = null;
  $('apply').disabled = true;
  $('preview').disabled = true;
  $('progress').textContent = 'The model learns, and looks at the last inspections again …';
  const answer = await attempt(() => call('POST', '/api/v1/changes/preview'));
  $('preview').disabled = false;
  $('previewed').replaceChildren();
  if (!answer) {
    $('progress').textContent = '';
    return;
  }
  token = answer.token;
  $('apply').disabled = false;
  $('progress').textContent = answer.changed.length + ' of the last ' + answer.looked
    + ' inspections would get another verdict.';
  $('previewed').replaceChildren(element('div', {className: 'cards'}, ...answer.changed.map(c =>
    element('div', {className: 'card'},
      element('img', {src: c.inspection.image, alt: c.inspection.finding.product}),
      element('div', {textContent: c.inspection.finding.product + ' #' + c.inspection.id}),
      element('div', {className: 'change'}, chip(c.before), '→', chip(c.after)),
      element('div', {className: 'quiet', textContent: 'score ' + number(c.scoreBefore) + ' → ' + number(c.scoreAfter)})))));
}

async function changed(work, done) {
  const version = await attempt(work);
  if (!version) return;
  token = null;
  $('apply').disabled = true;
  $('previewed').replaceChildren();
  $('progress').textContent = done(version);
  refresh();
}

async function refresh() {
  await pending();
  const all = await attempt(() => call('GET', '/api/v1/models'));
  if (all) {
    $('model').textContent = 'model version ' + all.active;
    $('undo').disabled = !all.versions.find(v => v.number === all.active).parent;
    $('versions').tBodies[0].replaceChildren(...[...all.versions].reverse().map(v =>
      element('tr', {className: v.number === all.active ? 'now' : ''},
        element('td', {textContent: v.number}), element('td', {className: 'when', textContent: when(v.time)}),
        element('td', {textContent: v.by}),
        element('td', {textContent: v.change + (v.number === all.active ? ' (in use)' : '')}))));
  }
  const log = await attempt(() => call('GET', '/api/v1/audit'));
  if (log) {
    $('audit').tBodies[0].replaceChildren(...log.lines.map(l => element('tr', {},
      element('td', {className: 'when', textContent: when(l.time)}), element('td', {textContent: l.by}),
      element('td', {textContent: l.action + ': ' + said(l.detail)}))));
  }
  const known = await attempt(() => call('GET', '/api/v1/categories'));
  if (known) {
    const now = $('product').value;
    $('product').replaceChildren(element('option', {value: '', textContent: 'all'}),
      ...known.categories.map(name => element('option', {value: name, textContent: name})));
    $('product').value = known.categories.includes(now) ? now : '';
  }
}

function listen() {
  const events = new EventSource('/api/v1/events');
  events.onopen = () => {
    $('live').textContent = 'live';
    $('live').classList.add('on');
    // What happened while nobody listened.
    load();
  };
  events.onerror = () => {
    $('live').textContent = 'not connected';
    $('live').classList.remove('on');
  };
  events.addEventListener('inspection', e => add(JSON.parse(e.data)));
  events.addEventListener('label', e => { change(JSON.parse(e.data)); pending(); });
  events.addEventListener('model', refresh);
  events.addEventListener('lost', () => load());
}

$('confirm').onclick = () => say('CONFIRMED');
$('false-alarm').onclick = () => say('FALSE_ALARM');
$('missed').onclick = () => say('MISSED');
$('take-back').onclick = () => say(null);
$('next').onclick = () => step(1);
$('product').onchange = () => load();
$('verdict').onchange = () => load();
$('older').onclick = () => load(inspections[inspections.length - 1].id);
$('follow').onchange = () => { if ($('follow').checked && inspections.length) select(inspections[0].id); };
const redraw = () => { const one = inspections.find(o => o.id === selected); if (one) picture(one); };
$('heat').onchange = redraw;
$('outline').onchange = redraw;
$('picture').onerror = () => { $('picture').hidden = true; $('gone').hidden = false; };
$('open-changes').onclick = () => { refresh(); $('changes').showModal(); };
$('close-changes').onclick = () => $('changes').close();
$('preview').onclick = preview;
$('apply').onclick = () => changed(() => call('POST', '/api/v1/changes/apply', {token}),
  v => 'Version ' + v.number + ' is in use.');
$('undo').onclick = () => changed(() => call('POST', '/api/v1/changes/undo'),
  v => 'Version ' + v.number + ' is in use again.');

const KEYS = {
  n: () => step(1), j: () => step(1), ArrowDown: () => step(1), ArrowRight: () => step(1),
  k: () => step(-1), ArrowUp: () => step(-1), ArrowLeft: () => step(-1),
  c: () => $('confirm').click(), f: () => $('false-alarm').click(), m: () => $('missed').click(),
  u: () => $('take-back').click(), h: () => $('heat').click(),
};
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
  if (e.target.matches('select, input[type=password]')) return;
  const act = KEYS[e.key];
  if (act && selected !== null) {
    e.preventDefault();
    act();
  }
});

refresh();
load();
listen();
