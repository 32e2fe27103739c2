/** Contract tests that the author of a plug-in extends: a subclass hands over what is to be tested, and inherits the tests. */
@NullMarked
package org.razorrpc.tck;

import org.jspecify.annotations.NullMarked;
