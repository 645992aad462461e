"""Which reads and writes are announced, under which names, and in which order."""

import pytest

from tests.source.recording import run, said

COUNTER = """
    class Counter:
        def __init__(self):
            self.value = 0
            self.limit = 10
    def bump(c):
        c.value += c.limit
"""


USED = "def others(): d, l, rows\n"
"""A function that uses the globals, so that they are not the module's own affair."""


class TestAttributes:
    def test_the_first_value_in_init_is_only_noted(self) -> None:
        assert said(COUNTER + "    c = Counter()") == ["note write Counter.value = 0"]

    def test_reading_and_writing_back(self) -> None:
        text = COUNTER + "    c = Counter()\n    c.value = c.value + 1"
        assert said(text)[1:] == ["read Counter.value", "write Counter.value = 1"]

    def test_augmented_assignment_is_a_read_and_a_write(self) -> None:
        assert said(COUNTER + "    bump(Counter())")[1:] == ["read Counter.value", "write Counter.value = 10"]

    def test_the_value_is_the_one_before_the_access(self) -> None:
        sink, _ = run(COUNTER + "    c = Counter()\n    c.value = 5\n    c.value = 6")
        assert sink.values == [None, "0", "5"]

    def test_what_is_never_written_again_is_no_location(self) -> None:
        assert "limit" not in str(said(COUNTER + "    c = Counter()\n    c.limit"))

    def test_a_second_instance_gives_both_a_number(self) -> None:
        sink, _ = run(COUNTER + "    a, b = Counter(), Counter()")
        assert list(sink.names.values()) == ["Counter#1.value", "Counter#2.value"]

    def test_deleting_writes(self) -> None:
        assert said(COUNTER + "    c = Counter()\n    del c.value")[1:] == ["write Counter.value"]

    def test_computed_names(self) -> None:
        text = COUNTER + "    c = Counter()\n    setattr(c, 'value', 3)\n    getattr(c, 'value')"
        assert said(text)[1:] == ["write Counter.value = 3", "read Counter.value"]

    def test_slots(self) -> None:
        text = """
            class Point:
                __slots__ = ("x",)
            p = Point()
            p.x = 1
            p.x
        """
        assert said(text) == ["write Point.x = 1", "read Point.x"]

    def test_class_attributes_are_one_location_for_all(self) -> None:
        text = """
            class Job:
                total = 0
            a, b = Job(), Job()
            Job.total += 1
            a.total, b.total
        """
        assert said(text) == ["read Job.total", "write Job.total = 1", "read Job.total", "read Job.total"]

    def test_a_default_in_the_class_is_not_the_instance_s_value(self) -> None:
        text = """
            from dataclasses import dataclass
            @dataclass
            class Job:
                done: bool = False
            job = Job()
            job.done
            job.done = True
        """
        sink, _ = run(text)
        assert sink.said == ["read Job.done", "write Job.done = True"]
        assert len(sink.names) == 1

    def test_private_names_are_found_by_their_mangled_form(self) -> None:
        text = """
            class Safe:
                def __init__(self):
                    self.__open = False
                def open(self):
                    self.__open = True
            Safe().open()
        """
        assert said(text) == ["note write Safe._Safe__open = False", "write Safe._Safe__open = True"]

    def test_methods_properties_and_thread_locals_are_no_locations(self) -> None:
        text = """
            import threading
            class Job:
                @property
                def state(self): return 1
                @state.setter
                def state(self, value): pass
                def run(self): pass
            job = Job()
            job.state = job.state
            job.run()
            mine = threading.local()
            mine.value = 1
            mine.value
        """
        assert said(text) == []

    def test_the_target_is_evaluated_once_and_after_the_value(self) -> None:
        text = """
            order = ''
            class Box: pass
            box = Box()
            def step(text, value):
                global order
                order += text
                return value
            step('a', box).x = step('b', 1)
            step('c', box).x += step('d', 1)
        """
        assert run(text)[1]["order"] == "bacd"


class TestVariables:
    def test_a_global_that_functions_rebind(self) -> None:
        text = """
            counter = 0
            def bump():
                global counter
                counter += 1
                counter = 7
                return counter
            bump()
        """
        assert said(text) == [
            "note write counter = 0",
            "read counter",
            "write counter = 1",
            "write counter = 7",
            "read counter",
        ]

    def test_a_module_gives_its_globals_its_name(self) -> None:
        text = "x = 0\ndef f():\n    global x\n    x = 1\nf()"
        assert run(text, name="config")[0].said == ["note write config.x = 0", "write config.x = 1"]

    def test_a_global_bound_once_is_not_shared(self) -> None:
        assert said("import threading\nlock = threading.Lock()\ndef f():\n    with lock: pass\nf()") == []

    def test_globals_bound_by_loops_and_unpacking(self) -> None:
        text = """
            a = 0
            def f():
                global a
                b, a = 1, 2
                for a in [3]: pass
            f()
        """
        assert said(text) == ["note write a = 0", "write a = 2", "write a = 3"]

    def test_cells_are_called_by_their_function(self) -> None:
        text = """
            def outer():
                n = 0
                def inner():
                    nonlocal n
                    n += 1
                inner()
                return n
            outer()
        """
        assert said(text) == ["note write outer.n = 0", "read outer.n", "write outer.n = 1", "read outer.n"]

    def test_two_runs_of_a_function_have_two_cells(self) -> None:
        text = """
            def outer():
                n = 0
                def inner():
                    nonlocal n
                    n = 1
                return inner
            a, b = outer(), outer()
            a()
            b()
        """
        assert said(text)[2:] == ["write outer.n#1 = 1", "write outer.n#2 = 1"]

    def test_a_cell_that_never_changes_is_not_shared(self) -> None:
        assert said("def f(x):\n    return lambda: x\nf(1)()") == []


class TestContainers:
    def test_elements(self) -> None:
        text = USED + "d = {}\nd['k'] = 1\nd['k']\nd['k'] += 1\ndel d['k']"
        assert said(text) == ["write d['k'] = 1", "read d['k']", "read d['k']", "write d['k'] = 2", "write d['k']"]

    def test_negative_places_are_the_same_element(self) -> None:
        assert said(USED + "rows = [1, 2]\nrows[-1]\nrows[1]") == ["read rows[1]", "read rows[1]"]

    def test_keys_that_are_not_simple_mean_the_whole(self) -> None:
        text = USED + "d = {}\nd[1.5] = 1\nd[(1, 'a')] = 2"
        assert said(text) == ["write d = 1", "write d[(1, 'a')] = 2"]

    def test_an_attribute_s_container_is_called_by_it(self) -> None:
        text = """
            class Table:
                def __init__(self):
                    self.rows = []
                def add(self, row):
                    self.rows.append(row)
                    self.rows[0]
                    return len(self.rows)
            Table().add(1)
        """
        assert said(text) == ["write Table.rows", "read Table.rows[0]", "read Table.rows"]

    def test_a_parameter_is_called_by_the_global_it_holds(self) -> None:
        assert said("tasks = [1]\ndef work(q):\n    q.pop()\nwork(tasks)") == ["write tasks"]

    def test_methods(self) -> None:
        text = USED + "d = {}\nd.get('a')\nd.setdefault('a', 1)\nd.items()\nd.pop('a')\nd.update(b=1)"
        assert said(text) == ["read d['a']", "write d['a']", "read d", "write d['a']", "write d"]

    def test_iteration_truth_and_membership(self) -> None:
        text = (
            USED + "l = [1, 2]\nd = {}\nfor x in l: pass\nif not l: pass\n3 in l\n'k' in d\nsorted(l)\n[y for y in l]"
        )
        assert said(text) == ["read l"] * 5 + ["read d['k']"] + ["read l"] * 4

    @pytest.mark.parametrize(
        "loop",
        [
            "for x in l: pass",
            "for x in l: continue",
            "[x for x in l]",
            "list(x for x in l)",
            "{x: y for x, y in zip(l, 'abc')}",
            "for number, x in enumerate(l): pass",
        ],
    )
    def test_each_step_of_a_loop_reads_again(self, loop: str) -> None:
        assert said(f"l = [1, 2]\ndef f():\n    {loop}\nf()") == ["read l"] * 3

    def test_a_view_reads_its_dictionary(self) -> None:
        assert said(USED + "d = {1: 2}\nfor k, v in d.items(): pass") == ["read d"] * 3

    def test_a_loop_that_is_left_reads_no_more(self) -> None:
        assert said(USED + "l = [1, 2, 3]\nfor x in l:\n    if x == 2: break") == ["read l"] * 2

    def test_what_a_loop_meets_is_raised_in_its_line(self) -> None:
        text = USED + "d = {1: 2}\nfor k in d:\n    d[k + 1] = 0"
        with pytest.raises(RuntimeError, match="changed size") as caught:
            run(text)
        assert caught.traceback[-1].lineno == 2

    def test_unpacking_reads(self) -> None:
        assert said(USED + "l = [1, 2]\na, b = l") == ["read l"]

    def test_a_method_is_announced_after_its_arguments(self) -> None:
        text = """
            class Box:
                def __init__(self): self.items = []
            a, b = Box(), Box()
            def f(): a.items.append(b.items.append(1))
            f()
        """
        assert said(text) == ["write Box#2.items", "write Box#1.items"]

    def test_a_container_in_a_container_is_called_by_its_place(self) -> None:
        text = USED + "d = {'k': []}\ndef f(key):\n    d[key].append(1)\nf('k')"
        assert said(text) == ["read d['k']", "write d['k'][…]"]

    def test_a_container_and_the_attribute_that_holds_it_have_two_names(self) -> None:
        text = """
            class Log:
                def __init__(self):
                    self.lines = []
                def add(self):
                    self.lines.append(1)
                def drop(self):
                    self.lines = []
            def others(): log
            log = Log()
            print(*log.lines[:0])
            log.drop()
            log.add()
        """
        sink, _ = run(text)
        assert list(sink.names.values()) == ["Log.lines", "Log.lines[…]", "Log.lines#2[…]"]

    def test_functions_that_change_a_list(self) -> None:
        assert said("import heapq\nh = []\nheapq.heappush(h, 1)\nheapq.heappop(h)") == ["write h", "write h"]

    def test_a_container_that_stays_in_its_function_is_silent(self) -> None:
        text = """
            def f():
                found = []
                for i in range(3):
                    found.append(i)
                found[0] += len(found)
                return found
            f()
        """
        assert said(text) == []

    def test_one_that_leaves_is_not(self) -> None:
        assert said("def f(g):\n    l = []\n    g(l)\n    l.append(1)\nf(id)") == ["write l"]

    def test_the_program_s_own_methods_are_no_containers(self) -> None:
        text = "class L(list):\n    def append(self, x): pass\nl = L()\nl.append(1)\nl.pop() if l else 0"
        assert said(text) == ["read l"]

    def test_elements_know_their_container(self) -> None:
        sink, _ = run(USED + "d = {}\nd['k'] = 1\nlen(d)\nd['k']")
        assert sink.within == {"d['k']": "d", "d": ""}

    def test_a_module_s_container_that_no_function_uses_is_silent(self) -> None:
        assert said("rows = [print]\nfor row in rows:\n    rows[0]\nrows.append(1)") == []

    def test_what_a_method_will_leave_is_known_where_nothing_of_the_program_must_run(self) -> None:
        text = "l = [3]\nl.append(1)\nl.sort()\nl.extend((5, 6))\nl.pop()\nl.pop(0)\nl.append(print)\nl.remove(print)"
        assert run(USED + text)[0].foreseen == [
            "[3, 1]",
            "[1, 3]",
            "[1, 3, 5, 6]",
            "[1, 3, 5]",
            "[3, 5]",
            "[3, 5, print]",
        ]

    def test_what_a_failing_method_would_leave_is_not(self) -> None:
        assert run(USED + "l = []\ntry: l.pop()\nexcept IndexError: pass")[0].foreseen == []


class TestAugmented:
    def test_the_new_value_is_known_for_numbers_and_texts(self) -> None:
        text = (
            USED + "d = {'n': 1, 't': 'a', 'l': []}\nprint(d)\nd['n'] *= 7\nd['t'] += 'b'\nd['l'] += [1]\nd['n'] **= 2"
        )
        assert [line for line in said(text) if "write" in line] == [
            "write d['n'] = 7",
            "write d['t'] = 'ab'",
            "write d['l']",
            "write d['n']",
        ]

    def test_it_stands_on_what_was_read_not_on_what_is_there_now(self) -> None:
        text = COUNTER + "    c = Counter()\n    def f():\n        c.value = 100\n        return 1\n    c.value += f()"
        assert said(text)[1:] == ["read Counter.value", "write Counter.value = 100", "write Counter.value = 1"]

    def test_recursion_does_not_mix_them_up(self) -> None:
        text = """
            n = 0
            def f(depth):
                global n
                if depth:
                    n += f(depth - 1)
                return 5
            f(2)
        """
        assert said(text)[3:] == ["write n = 5", "write n = 5"]

    def test_a_failing_operation_is_left_to_python(self) -> None:
        text = USED + "d = {'n': 1}\nprint(d)\ntry: d['n'] /= 0\nexcept ZeroDivisionError: pass"
        assert said(text)[1:] == ["read d['n']", "write d['n']"]

    def test_an_object_under_construction_is_only_noted(self) -> None:
        text = """
            class A:
                def __init__(self):
                    self.n = 1
                    self.n += 1
                def f(self): self.n = 0
            A()
        """
        assert said(text) == ["note write A.n = 1", "note write A.n = 2"]


class TestLines:
    def test_each_statement_and_each_turn_of_a_loop(self) -> None:
        sink, _ = run('"""Doc."""\nn = 2\nwhile n:\n    n -= 1\nfor i in (1, 2):\n    pass', level=2)
        assert sink.lines == [2, 3, 4, 3, 4, 3, 5, 6, 5, 6, 5]

    def test_the_level_may_change_while_the_program_runs(self) -> None:
        sink, names = run("d = {}\ndef f():\n    d[0] = 1", level=0)
        names["f"]()
        assert not sink.said
        assert not sink.lines
        sink.level = 2
        names["f"]()
        assert (sink.said, sink.lines) == (["write d[0] = 1"], [3])
