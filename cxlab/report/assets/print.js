// Runs before report.js on the page that `cxlab export --format pdf` prints: on paper everything is in view, and a
// browser without a window paints no frames to wait for.
window.requestAnimationFrame = (then) => setTimeout(then, 0);
window.IntersectionObserver = class {
  constructor(seen) {
    this.seen = seen;
  }
  observe(target) {
    setTimeout(() => this.seen([{ isIntersecting: true, target }]), 0);
  }
  unobserve() {}
};
