// Clock drift by least squares with exponential forgetting.
#include "dsp/rtp/drift.h"

#include <initializer_list>

namespace dsp {

void DriftMeter::add(double offset, double step) {
    const double rise = points_ == 0 ? 0 : offset - newest_;
    newest_ = offset;
    ++points_;
    // move the origin to the new point: x -= step, y -= rise for all earlier points
    xy_ += -step * y_ - rise * x_ + step * rise * weight_;
    xx_ += -2 * step * x_ + step * step * weight_;
    x_ -= step * weight_;
    y_ -= rise * weight_;
    for (double* sum : {&weight_, &x_, &y_, &xx_, &xy_})
        *sum *= kForget;
    weight_ += 1; // the point itself, at the origin
}

double DriftMeter::ppm() const {
    if (points_ < kLeast)
        return 0;
    const double spread = xx_ * weight_ - x_ * x_;
    return spread > 0 ? (xy_ * weight_ - x_ * y_) / spread * 1e6 : 0;
}

} // namespace dsp
