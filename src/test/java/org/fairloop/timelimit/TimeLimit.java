package org.fairloop.timelimit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a test, a property or a class of tests more time than {@linkplain TimeLimits the default}. A class passes it on to each
 * of its tests and to the time outside its tests.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface TimeLimit {

    /**
     * The limit of each test, in minutes. The default holds if it is longer.
     *
     * @return a number from 1 on
     */
    int minutes();

    /**
     * The system properties that make the tests long. If none is set, the default holds.
     *
     * @return their names, none if the tests are always long
     */
    String[] whenSet() default {};

    /**
     * Why the default is too short.
     *
     * @return a sentence
     */
    String reason();
}
