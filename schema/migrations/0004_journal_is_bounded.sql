-- A connection keeps its last 500 lines. Their ids are in the order of time.
CREATE TRIGGER `journal_is_bounded` AFTER INSERT ON `journal`
BEGIN
  DELETE FROM `journal`
  WHERE `connection_id` = new.`connection_id`
    AND `id` <= (SELECT `id` FROM `journal` WHERE `connection_id` = new.`connection_id` ORDER BY `id` DESC LIMIT 1 OFFSET 500);
END;
