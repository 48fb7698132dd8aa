// Package quiet silences Argo 3's log. Its packages log while they are initialised, so main is too late: packages are
// initialised in the order of their paths, and this one comes before Argo's.
package quiet

import "github.com/sirupsen/logrus"

func init() { logrus.SetLevel(logrus.FatalLevel) }
