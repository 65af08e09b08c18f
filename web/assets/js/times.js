// "3 minutes ago" and "in 8 seconds" stay true while the page is open.

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always' });
const soon = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' }); // 0 seconds are "now"

function refresh() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length * 0.85);
    if (unit) time.textContent = words.format(Math.round(seconds / unit[1]), unit[0]);
  }
}

setInterval(() => { if (!document.hidden) refresh(); }, 30_000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });

// What is about to happen counts down: data-counts-down="8".
setInterval(() => {
  for (const place of document.querySelectorAll('[data-counts-down]')) {
    const left = Number(place.dataset.countsDown) - 1;
    if (left < 0) continue;
    place.dataset.countsDown = left;
    place.textContent = soon.format(left, 'second');
  }
}, 1000);
