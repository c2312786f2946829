// Shows the card of a figure beside it, and that of a cell to which a link leads. Without this script
// they are sheets at the foot of the window.

addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('a.figure[href^="#"], .card .back');
  const card = link && (link.closest('.card') ?? document.getElementById(link.hash.slice(1)));
  if (!card?.showPopover || link.matches('.back') && !card.matches(':popover-open')) return;
  event.preventDefault();
  card.togglePopover({ source: link });
  if (card.matches(':popover-open')) card.focus();
});

const land = () => {
  let cell;
  try { cell = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no address of ours */ }
  const card = cell?.matches('td') && cell.querySelector(':scope > .card');
  const box = cell?.matches('td') && cell.closest('.dataset > .scroll');
  if (box && box.scrollHeight > box.clientHeight + 1) box.scrollIntoView({ block: 'start' }); // with its head
  if (card?.showPopover && !card.matches(':popover-open')) card.showPopover({ source: cell.querySelector('a.figure') });
};
addEventListener('hashchange', land);
land();
