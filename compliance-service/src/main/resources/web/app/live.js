// Keeps what is on the page up to date: the server names the view that changed, and htmx loads anew each fragment that
// shows it. A burst of changes makes one request a fragment; what a person is writing is never replaced under them.
const QUIET = 150;
const PATIENCE = 40_000;
const HIDDEN = 60_000;
const TICK = 10_000;
const ANNOUNCE = 4_000;
const RETRY = [1_000, 2_000, 5_000, 10_000];
const WORDS = {wait: 'Connecting', on: 'Live', off: 'Reconnecting', paused: 'Paused'};

export function connect(htmx, shown) {
    if (!document.querySelector('[data-live]')) {
        return;
    }
    const due = new Set();
    const scrolled = new Map();
    const before = new Map();
    let source = null;
    let failures = 0;
    let flushing = 0;
    let watchdog = 0;
    let hiding = 0;
    let announced = 0;
    let missed = false;

    function say(state) {
        const sign = document.getElementById('live');
        sign.dataset.state = state;
        sign.querySelector('.text').textContent = WORDS[state];
    }

    function busy(fragment) {
        return [...fragment.querySelectorAll('textarea, input:not([type=hidden])')]
            .some(field => field === document.activeElement || field.value !== field.defaultValue);
    }

    function flush() {
        flushing = 0;
        for (const fragment of document.querySelectorAll('[data-live]')) {
            const views = fragment.dataset.live.split(' ');
            if (due.has('*') || views.some(view => due.has(view))) {
                if (busy(fragment)) {
                    fragment.addEventListener('focusout', () => refresh(views[0]), {once: true});
                } else {
                    htmx.trigger(fragment, 'live');
                }
            }
        }
        due.clear();
    }

    function refresh(view) {
        due.add(view);
        if (!flushing) {
            flushing = setTimeout(flush, QUIET);
        }
    }

    function alive() {
        clearTimeout(watchdog);
        watchdog = setTimeout(lost, PATIENCE);
    }

    function close() {
        clearTimeout(watchdog);
        source?.close();
        source = null;
    }

    function lost() {
        close();
        missed = true;
        say('off');
        setTimeout(open, RETRY[Math.min(failures++, RETRY.length - 1)]);
    }

    function open() {
        if (source || document.hidden) {
            return;
        }
        source = new EventSource('/live');
        source.addEventListener('alive', alive);
        source.onopen = () => {
            failures = 0;
            say('on');
            alive();
            if (missed) {
                missed = false;
                refresh('*');
            }
        };
        source.onerror = lost;
        const views = new Set([...document.querySelectorAll('[data-live]')].flatMap(f => f.dataset.live.split(' ')));
        for (const view of views) {
            source.addEventListener(view, () => {
                alive();
                refresh(view);
            });
        }
    }

    document.addEventListener('visibilitychange', () => {
        clearTimeout(hiding);
        if (document.hidden) {
            hiding = setTimeout(() => {
                close();
                missed = true;
                say('paused');
            }, HIDDEN);
        } else {
            open();
        }
    });

    // A result that expires changes nothing on the server's side, but everything on the board.
    setInterval(() => {
        shown(document.getElementById('main'));
        const now = Date.now();
        for (const time of document.querySelectorAll('time[data-until]:not([data-past])')) {
            if (Date.parse(time.dateTime) <= now) {
                time.dataset.past = '';
                refresh('host-integrity');
            }
        }
    }, TICK);

    document.body.addEventListener('htmx:beforeSwap', event => {
        const fragment = event.detail.target;
        before.set(fragment.id, new Set([...fragment.querySelectorAll('tr[id], li[id]')].map(row => row.id)));
        for (const area of fragment.querySelectorAll('.scroll[id]')) {
            scrolled.set(area.id, area.scrollLeft);
        }
    });
    document.body.addEventListener('htmx:afterSettle', event => {
        const fragment = document.getElementById(event.detail.target.id);
        if (!fragment) {
            return;
        }
        shown(fragment);
        for (const area of fragment.querySelectorAll('.scroll[id]')) {
            area.scrollLeft = scrolled.get(area.id) ?? 0;
        }
        const known = before.get(fragment.id);
        for (const row of fragment.querySelectorAll('tr[id], li[id]')) {
            if (known && !known.has(row.id)) {
                row.classList.add('fresh');
            }
        }
        if (fragment.dataset.name && Date.now() - announced > ANNOUNCE) {
            announced = Date.now();
            document.getElementById('announcer').textContent = `${fragment.dataset.name} updated`;
        }
    });
    say('wait');
    open();
}
