// Times come as exact UTC; they read in the viewer's zone. The exact one stays in the title.
const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const day = new Intl.DateTimeFormat(undefined, {day: 'numeric', month: 'short'});
const year = new Intl.DateTimeFormat(undefined, {day: 'numeric', month: 'short', year: 'numeric'});

function text(at, now) {
    if (at.toDateString() === now.toDateString()) {
        return clock.format(at);
    }
    return `${(at.getFullYear() === now.getFullYear() ? day : year).format(at)}, ${clock.format(at)}`;
}

/** 8 min, 45 s, 3 h: what is left of a result's lifetime. */
export function remaining(millis) {
    const seconds = Math.round(millis / 1000);
    if (seconds < 90) {
        return `${seconds} s`;
    }
    return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function readableTimes(root) {
    const now = new Date();
    for (const time of root.querySelectorAll('time[datetime]')) {
        const at = new Date(time.dateTime);
        time.textContent = text(at, now);
        if ('until' in time.dataset) {
            const left = document.createElement('span');
            left.className = 'sub';
            left.textContent = at > now ? `for ${remaining(at - now)}` : 'expired';
            time.append(left);
        }
    }
}
